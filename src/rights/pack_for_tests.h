// A person who asked for their information, an officer who answers, and the copy that they put together. For
// the tests of this room; one thread. Failures throw.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "people/lines_for_tests.h"
#include "record/scene_for_tests.h"
#include "record/with_files.h"
#include "rights/cutting.h"
#include "rights/pack.h"
#include "rights/pack_parts.h"

namespace candour::rights {

using people::must;

class PackTest : public record::Scene {
 protected:
  explicit PackTest(const std::string& code) : Scene(code) {}
  PackTest(const std::string& code, charter::Date born) : Scene(code, born) {}
  PackTest(const std::string& code, charter::Date born, std::string_view service)
      : Scene(code, born, service) {}
  PackTest(const std::string& charter_file, const std::string& catalogue) : Scene(charter_file, catalogue) {}
  people::Circle circle{w.gate, *w.db, *w.vault, w.clock};
  jobs::Jobs jobs{w.gate, *w.db, w.clock};
  Packs packs{{w.gate, *w.db, *w.vault, entries, files, w.people, circle, w.journeys, w.staff, jobs, w.clock,
               std::string(CANDOUR_SOURCE_DIR) + "/charters/catalogue"}};
  gate::Actor officer = w.actor(w.hire("dp-lead"));
  EntryId request;
  std::string right = std::string(kAccess), portable;  // what they ask for, and how much of it

  EntryId ask_for(std::string_view right = "access") {
    return write(
        worker, "information-request",
        R"({"right":")" + std::string(right) +
            R"(","received-on":"2026-11-20","from":"Maya Okafor","how":"spoken","what":"All of it"})");
  }
  Status step(const gate::Actor& by, std::string_view move, const charter::Values& answers,
              std::string_view why = "") {
    TRY(const auto pass, w.gate.step(by, person, w.service(), w.kind("information-request")));
    TRY(const auto e, entries.entry(see(by), person, request));
    return entries.move(by, pass, person, request, e.version, move, why, answers).map([](auto) {});
  }
  void known() {
    request = ask_for(right);
    must(step(manager, "know", {{"identity", "Known for years"}, {"counts-from", "2026-11-20"}}));
  }
  void may_open(const gate::Actor& who) {
    must(w.gate.ask(who, person, *w.charter->find_reason("rights-request"),
                    "She asked to see what we hold of her", *w.vault));
  }
  Pack pack(const gate::Actor& by) { return *must(packs.of(see(by), person, request)); }
  Pack gathered() {
    known();
    may_open(officer);
    return gathered_anew();
  }
  Pack gathered_anew() {
    const auto id = must(packs.begin(officer, person, request, portable));
    std::optional<jobs::Job> job;
    must(w.db->read([&](store::Session& db) -> Status {
      TRY(job, jobs.about(db, id.raw));
      return {};
    }));
    must(jobs.finish(job->id));
    return pack(officer);
  }
  std::vector<Item> all(const gate::Actor& by) {
    std::vector<Item> out;
    const auto pass = see(by);
    for (const auto& l : must(packs.lines(pass, pack(by), Packs::Which::All, 0, 10'000)))
      out.push_back(must(packs.item(pass, pack(by), l.place)));
    return out;
  }
  Item piece_with(std::string_view words) {
    for (auto& i : all(officer))
      for (const auto& p : i.passages)
        if (p.text.find(words) != p.text.npos && i.line.source != "looked") return i;
    throw std::runtime_error("no piece says " + std::string(words));
  }
  static std::vector<Cut> give(const Item& item) {
    std::vector<Cut> cuts;
    for (const auto& p : item.passages) cuts.push_back({p.field, p.category, How::Given, {}, {}, {}, {}, {}});
    return cuts;
  }
  std::vector<Cut> whole(const Item& item, std::string_view words, std::string_view reason = "third-party") {
    auto cuts = give(item);
    for (std::size_t i = 0; i < cuts.size(); ++i)
      if (item.passages[i].text.find(words) != std::string::npos) {
        cuts[i].how = How::Whole;
        cuts[i].reason = reason;
        cuts[i].why = "It is about her sister, who said no";
      }
    return cuts;
  }
  Status decide(const Item& item, const std::vector<Cut>& cuts) {
    return packs.decide(officer, pack(officer), item.line.place, item.line.decided, cuts);
  }
  void give_the_rest() {
    for (;;) {
      const auto left = must(packs.lines(see(officer), pack(officer), Packs::Which::ToLookAt, 0, 1));
      if (left.empty()) return;
      const auto item = must(packs.item(see(officer), pack(officer), left.front().place));
      must(decide(item, give(item)));
    }
  }
  void put_file(const std::string& name, const std::string& bytes) {
    auto e = fresh("file", "{}");
    const auto& kind = w.charter->at(e.kind);
    std::string field;
    for (const auto& f : kind.fields) {
      if (f.type == charter::FieldType::File) field = f.code;
      if (f.type == charter::FieldType::ShortText || f.type == charter::FieldType::LongText)
        e.values[f.code] = "Words";
      if (f.type == charter::FieldType::Date) e.values[f.code] = "2026-11-01";
      if (f.type == charter::FieldType::Choice) e.values[f.code] = f.options.front().code;
    }
    must(record::write_with_files(entries, files, to_write(worker, "file"), e,
                                  {{field, name, as_bytes(bytes)}}));
  }
  std::string text_of(std::string_view pdf) {
    const auto at = std::filesystem::temp_directory_path() / ("pack-" + PackId::make(1).text() + ".pdf");
    std::ofstream(at, std::ios::binary) << pdf;
    EXPECT_EQ(std::system(("qpdf --check '" + at.string() + "' >/dev/null 2>&1").c_str()), 0);
    // All streams unpacked: outline, metadata and everything that no reader shows.
    std::string out;
    for (const auto& command : {"pdftotext '" + at.string() + "' -",
                                "qpdf --qdf --object-streams=disable '" + at.string() + "' -"}) {
      auto* p = popen(command.c_str(), "r");
      char buffer[4096];
      for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, p)) > 0;) out.append(buffer, n);
      EXPECT_EQ(pclose(p), 0) << command;
    }
    std::filesystem::remove(at);
    return out;
  }
  virtual gate::Actor second_reader() { return w.actor(w.hire("dp-lead")); }
  /// Reviewed, and agreed to where that is needed.
  Pack ready() {
    give_the_rest();
    must(packs.finish_review(officer, pack(officer)));
    if (packs.needs_second(pack(officer))) {
      const auto second = second_reader();
      may_open(second);
      must(packs.agree(second, pack(officer)));
    }
    return pack(officer);
  }
  /// Everything that is given, as text; then it is reviewed again.
  std::string everything() {
    ready();
    std::string out;
    for (const auto& f : must(packs.files_of(see(officer), pack(officer))))
      out += f.name + "\n" +
             (f.type == "application/pdf" && f.name == "what-we-hold.pdf" ? text_of(f.bytes) : f.bytes);
    must(packs.review_again(officer, pack(officer)));
    return out;
  }
};
struct PackAtLL : PackTest {
  PackAtLL() : PackTest("ll") {}
};
struct PackAtIM : PackTest {
  PackAtIM() : PackTest("im") {}
};

}  // namespace candour::rights
