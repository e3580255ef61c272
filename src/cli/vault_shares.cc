#include "cli/vault_shares.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "base/calendar.h"
#include "base/calendar_words.h"
#include "charter/catalogue_read.h"
#include "cli/data.h"
#include "cli/output.h"
#include "paper/pdf.h"
#include "vault/secret.h"
#include "vault/shares.h"

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kNote =
    "root-key-shares";  // beside the records: that there are shares, and no secret
constexpr std::size_t kGroupsALine = 6, kGroup = 5;  // "ABCD-"

struct SharesGiven {
  Where where;
  std::string org, to;
  int of = 5, needed = 3;
  std::vector<std::string> files;
};

/// A file of its own that nobody else may read, on disk; one that is there already is left alone.
Status write_new(const fs::path& file, std::string_view bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const auto cannot = [&](int why) {
    return fail(Code::Unavailable,
                file.string() + " cannot be written (" + std::generic_category().message(why) +
                    "). To mend: name a folder or a file that is not there yet, on a disk with room.");
  };
  if (fd < 0) return cannot(errno);
  const auto written = ::write(fd, bytes.data(), bytes.size());
  const bool whole = written == static_cast<ssize_t>(bytes.size()) && ::fsync(fd) == 0;
  const int why = written >= 0 && static_cast<std::size_t>(written) < bytes.size() ? ENOSPC : errno;
  ::close(fd);
  if (whole) return {};
  ::unlink(file.c_str());
  return cannot(why);
}

paper::Document sheet(const OrgCode& org, const vault::RootKeyShare& share, const SharesGiven& g,
                      const std::string& set, charter::Date day) {
  paper::Document d;
  d.title = "A share of the root key: " + org.text;
  d.subtitle = "Share " + std::to_string(share.number) + " of " + std::to_string(g.of) + "; any " +
               std::to_string(g.needed) + " of them put the key back";
  d.running_head = "Candour. Secret";
  d.running_foot = "Set " + set + ", made on " + date_words(day);
  d.printed_on = iso_date(day);
  d.heading(2, "Type this, when you are asked for it");
  for (std::size_t at = 0; at < share.letters.size(); at += kGroupsALine * kGroup)
    d.paragraph(share.letters.substr(at, kGroupsALine * kGroup - 1));
  d.paragraph("Capital and small letters are the same, and so are O and 0, I and 1, B and 8.");
  d.heading(2, "How to keep it");
  d.paragraph(
      "Keep it sealed where you would keep a deed, and never where another share is. Alone it opens nothing. If it "
      "is lost or seen, tell whoever looks after the server: new shares are made, under a new key.");
  d.paragraph("With enough shares: candour vault join-root-key --to FILE");
  return d;
}

Status split_one(const SharesGiven& g, const OrgCode& org) {
  CHECK_OK(open_data(g.where, org, {}).map([](auto) {}));  // that this root key opens what is here
  TRY(const auto keys, open_keys(g.where, org));
  if (keys.root.is_passphrase())
    return fail(
        Code::Invalid,
        "The root key comes from a passphrase, which is no file to make shares of. To mend: write the "
        "passphrase down for two people, apart; or put a file in its place with candour vault rotate-root.");
  TRY(const auto key, keys.root.load({}, false));
  TRY(const auto shares, vault::split_root_key(key, g.of, g.needed));
  TRY(const auto says, vault::read_share(shares.front().letters));
  std::error_code error;
  fs::create_directories(g.to, error);
  const auto day = today_here();
  for (const auto& share : shares) {
    TRY(const auto pdf, paper::to_pdf(sheet(org, share, g, says.set, day)));
    CHECK_OK(write_new(fs::path(g.to) / (org.text + "-share-" + std::to_string(share.number) + "-of-" +
                                         std::to_string(g.of) + ".pdf"),
                       pdf));
  }
  if (g.where.database.empty()) {
    const auto note = fs::path(g.where.data) / org.text / kNote;
    fs::remove(note, error);
    CHECK_OK(write_new(note, iso_date(day) + " set " + says.set + " of " + std::to_string(g.of) + " needed " +
                                 std::to_string(g.needed) + "\n"));
  }
  std::cout << org.text << ": " << g.of << " shares, of which any " << g.needed
            << " put the root key back, are in " << g.to << " (set " << says.set
            << "). Print each for one trustee, try them once with join-root-key, and destroy the files.\n";
  return {};
}

/// One share from each file, or one from each line of the terminal, until there are enough.
Result<std::vector<std::string>> shares_given(const SharesGiven& g) {
  std::vector<std::string> typed;
  for (const auto& file : g.files) {
    TRY(auto text, charter::read_text_file(file));
    typed.push_back(std::move(text));
  }
  if (!g.files.empty()) return typed;
  std::size_t needed = 2;
  for (std::string line; typed.size() < needed;) {
    std::cerr << "Share " << typed.size() + 1 << ": " << std::flush;
    if (!std::getline(std::cin, line)) break;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const auto says = vault::read_share(line);
    if (!says) {
      complain(error_words(says.error()));
      continue;  // it is asked for again, and what was typed before stays
    }
    needed = static_cast<std::size_t>(says->needed);
    typed.push_back(line);
  }
  return typed;
}

Status join(const SharesGiven& g) {
  TRY(auto typed, shares_given(g));
  TRY(const auto key, vault::join_root_key(typed));
  for (auto& t : typed) vault::wipe(t.data(), t.size());
  CHECK_OK(write_new(g.to, as_text(key.view())));
  std::cout << "The root key stands in " << g.to << ". Try it: candour vault check --root-key " << g.to
            << "\n";
  return {};
}

}  // namespace

std::optional<SharesMade> shares_made_here(const Where& where, const OrgCode& org) {
  if (!where.database.empty()) return std::nullopt;
  std::ifstream in(fs::path(where.data) / org.text / kNote);
  std::string day, set, word;
  SharesMade made;
  if (!(in >> day >> word >> set >> word >> made.of >> word >> made.needed)) return std::nullopt;
  const auto on = parse_iso_date(day);
  if (!on) return std::nullopt;
  made.on = *on;
  return made;
}

void add_vault_share_commands(CLI::App& vault, ExitCode& code) {
  auto g = std::make_shared<SharesGiven>();
  auto* split = vault.add_subcommand(
      "split-root-key", "Make shares of an organisation's root key for trustees, as sheets to print");
  add_where_options(*split, g->where);
  split->add_option("--org", g->org, "Code of one organisation; otherwise all");
  split->add_option("--of", g->of, "How many shares")->capture_default_str();
  split->add_option("--needed", g->needed, "How many of them put it back")->capture_default_str();
  split->add_option("--to", g->to, "Folder for the sheets")->required();
  split->callback([g, &code] {
    vault::forbid_core_dumps();
    code.value = for_each_org(
        g->where, g->org, [&](const OrgCode& org) { return split_one(*g, org).map([] { return true; }); });
  });
  auto* back = vault.add_subcommand("join-root-key",
                                    "Put a root key back from shares, typed one a line or read from files");
  back->add_option("--to", g->to, "The file for the key; it must not be there yet")->required();
  back->add_option("--share", g->files, "A file with one share's letters, once for each");
  back->callback([g, &code] {
    vault::forbid_core_dumps();
    if (const auto done = join(*g); !done) {
      complain(error_words(done.error()));
      code.value = ExitCode::kFindings;
    }
  });
}

}  // namespace candour::cli
