#include "exchange/demo/demo.h"

#include <algorithm>
#include <boost/json.hpp>

#include "exchange/demo/plot.h"
#include "exchange/demo/stage.h"
#include "vault/passwords.h"

namespace candour::exchange::demo {

namespace {

constexpr std::string_view kPassWords[] = {
    "acorn",   "anchor",  "apricot", "aspen",   "attic",   "badger",  "barley",  "basil",   "beacon",
    "birch",   "bobbin",  "bramble", "bridge",  "bucket",  "button",  "candle",  "canvas",  "carrot",
    "cedar",   "cellar",  "chalk",   "cinder",  "clover",  "cobble",  "comet",   "copper",  "cotton",
    "cradle",  "crumb",   "curtain", "dapple",  "dinghy",  "drizzle", "ember",   "fennel",  "ferry",
    "fiddle",  "flannel", "fossil",  "garlic",  "ginger",  "goblet",  "gravel",  "hammock", "heron",
    "hinge",   "hopper",  "hurdle",  "igloo",   "inkwell", "jasmine", "jigsaw",  "juniper", "kayak",
    "kernel",  "kettle",  "ladder",  "lantern", "lentil",  "lichen",  "lobster", "magnet",  "mallet",
    "marble",  "meadow",  "mitten",  "mossy",   "muffin",  "napkin",  "nettle",  "nutmeg",  "oatmeal",
    "otter",   "paddle",  "pantry",  "parsnip", "pebble",  "pepper",  "pewter",  "pigeon",  "pillow",
    "plaster", "pollen",  "poplar",  "puddle",  "pumice",  "quartz",  "quilt",   "radish",  "raisin",
    "ribbon",  "rocket",  "rustle",  "saddle",  "sandal",  "saucer",  "shingle", "skillet", "sorrel",
    "spindle", "sprout",  "stable",  "stencil", "sundial", "teapot",  "thimble", "thistle", "timber",
    "toffee",  "trellis", "trowel",  "tulip",   "turnip",  "velvet",  "violet",  "waffle",  "walnut",
    "willow",  "window",  "zipper"};

Setting checked(const Setting& given) {
  auto s = given;
  s.people = std::max(s.people, kFewestPeople);
  return s;
}

SignIn sign_in_of(const charter::Charter& c, const Setting& setting, const Member& m) {
  const auto& role = c.at(m.role);
  return {c.organisation.code, role.code, role.name, m.username, m.name, setting.password, m.where};
}

std::string padded(std::string text, std::size_t width) {
  std::size_t letters = 0;
  for (const char ch : text) letters += (static_cast<unsigned char>(ch) & 0xc0) != 0x80;
  if (letters < width) text.append(width - letters, ' ');
  return text;
}

}  // namespace

Result<Made> fill(const Rooms& rooms, const Setting& given) {
  const auto setting = checked(given);
  if (!rooms.staff.directory()->all().empty())
    return fail(Code::Conflict,
                "There are members of staff in this organisation already, so no invented people are "
                "put beside them. To mend: choose an empty folder.");
  const auto start = add_days(setting.date, -kDays);
  rooms.clock.set(moment(start, 480));
  Random rng(setting.seed ^ number_of(rooms.charter.organisation.code));
  TRY(auto cast, take_on(rooms, setting, rng.branch(1)));
  Plot plot(rooms, setting, cast, rng.branch(2));
  plot.make();
  Stage stage(rooms, setting, cast, plot);
  CHECK_OK(stage.play());

  Made made;
  made.people = static_cast<int>(plot.people.size());
  made.entries = stage.written();
  // The order in which somebody tries them: those who meet people first.
  for (const bool front : {true, false})
    for (const auto& m : cast.all)
      if ((m.role == cast.worker_role || m.role == cast.supervisor_role) == front)
        made.sign_ins.push_back(sign_in_of(rooms.charter, setting, m));
  std::ranges::stable_sort(made.sign_ins, {}, [&](const SignIn& s) {
    const auto role = rooms.charter.find_role(s.role);
    return role == cast.worker_role ? 0 : role == cast.supervisor_role ? 1 : 2;
  });
  if (plot.starter) made.sign_ins.push_back(sign_in_of(rooms.charter, setting, *plot.starter));
  return made;
}

std::string new_password() {
  for (;;) {
    const auto chance = vault::token_hash(vault::random_token());
    std::string out;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto n = static_cast<std::size_t>(chance[2 * i]) * 256 + chance[2 * i + 1];
      out += std::string(kPassWords[n % std::size(kPassWords)]) + "-";
    }
    out += std::to_string(1000 + (chance[6] * 256 + chance[7]) % 9000);
    if (vault::check_new_password(out, {})) return out;
  }
}

std::string sign_ins_json(const std::vector<SignIn>& all) {
  boost::json::array out;
  for (const auto& s : all)
    out.push_back(boost::json::object{{"org", s.org},
                                      {"role", s.role},
                                      {"role_name", s.role_name},
                                      {"username", s.username},
                                      {"name", s.name},
                                      {"password", s.password},
                                      {"where", s.where}});
  return boost::json::serialize(out) + "\n";
}

std::string sign_ins_table(const std::vector<SignIn>& all, const std::vector<std::string>& org_names) {
  std::string out = "Invented people only. Everybody signs in with the same password: ";
  out += (all.empty() ? "" : all.front().password) + "\n";
  std::string org;
  std::size_t n = 0;
  for (const auto& s : all) {
    if (s.org != org) {
      org = s.org;
      out += "\n" + (n < org_names.size() ? org_names[n] : org) + "  (/" + org + "/sign-in)\n";
      out += "  " + padded("User name", 20) + padded("Role", 32) + padded("Name", 26) + "Where\n";
      ++n;
    }
    out += "  " + padded(s.username, 20) + padded(s.role_name, 32) + padded(s.name, 26) + s.where + "\n";
  }
  return out;
}

}  // namespace candour::exchange::demo
