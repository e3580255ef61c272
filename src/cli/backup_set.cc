#include "cli/backup_set.h"

#include <boost/json.hpp>
#include <ctime>
#include <fstream>

#include "ledger/folder.h"

namespace candour::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::size_t kMostSlip = 64u << 10;

json::object in_json(const vault::FileSum& s) {
  return {{"bytes", s.bytes}, {"sha256", s.sha256}};
}
vault::FileSum sum_in(const json::value& v) {
  return {v.at("bytes").to_number<std::int64_t>(), std::string(v.at("sha256").as_string())};
}

}  // namespace

std::string name_of(Part part) {
  return part == Part::Records ? "records" : "keys";
}

std::string BackupSlip::label(Part part) const {
  return "candour backup " + org.text + " " + name_of(part) + " " + std::to_string(made.ms);
}

std::string BackupSlip::name() const {
  const auto seconds = static_cast<std::time_t>(made.ms / 1000);
  std::tm t{};
  ::gmtime_r(&seconds, &t);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &t);
  return org.text + "-" + text;
}

fs::path sealed_file(const fs::path& folder, Part part) {
  return folder / (name_of(part) + ".sealed");
}

Status write_slip(const fs::path& folder, const BackupSlip& slip) {
  const json::object all{{"organisation", slip.org.text}, {"made", slip.made.ms},
                         {"version", slip.version},       {"records", in_json(slip.records)},
                         {"keys", in_json(slip.keys)},    {"checkpoint", slip.checkpoint},
                         {"forgotten", slip.forgotten}};
  std::ofstream out(folder / kSlipFile);
  out << json::serialize(all) << '\n';
  out.close();
  if (out) return {};
  return fail(Code::Unavailable, (folder / kSlipFile).string() + " cannot be written.");
}

Result<BackupSlip> read_slip(const fs::path& folder) {
  const auto file = folder / kSlipFile;
  std::error_code none;
  if (!fs::is_regular_file(file, none))
    return fail(Code::NotFound, folder.string() + " is no backup: " + kSlipFile +
                                    " is missing. To mend: give a folder such as BACKUPS/records/ll-DAY.");
  TRY(const auto text, ledger::read_file(file.string(), kMostSlip));
  try {
    const auto v = json::parse(text);
    return BackupSlip{{std::string(v.at("organisation").as_string())},
                      {v.at("made").to_number<std::int64_t>()},
                      std::string(v.at("version").as_string()),
                      sum_in(v.at("records")),
                      sum_in(v.at("keys")),
                      std::string(v.at("checkpoint").as_string()),
                      v.at("forgotten").to_number<std::int64_t>()};
  } catch (const std::exception& e) {
    return fail(Code::Corrupt, file.string() + " is not what Candour wrote. To mend: take another copy.",
                e.what());
  }
}

}  // namespace candour::cli
