// Reads one kind: its states, moves and deadlines, and checks that they fit one another and its fields.
#include <algorithm>

#include "charter/catalogue_diary.h"
#include "charter/catalogue_fields.h"
#include "charter/catalogue_read.h"
#include "charter/consent_terms.h"
#include "charter/keeping.h"
#include "charter/mailings.h"
#include "charter/read_form.h"
#include "charter/requests.h"
#include "charter/reviews.h"
#include "charter/sharing.h"
#include "charter/transfers.h"
#include "charter/uses.h"

namespace candour::charter {

namespace {

class KindReader {
 public:
  KindReader(const std::vector<Category>& categories, Findings& out) : categories_(categories), out_(out) {}

  Kind read(const Yaml& root) {
    MapReader m(root, "the kind", out_);
    k_.code = m.code("kind");
    m.rename("kind '" + k_.code + "'");
    k_.name = m.text("name", Need::Required);
    k_.plural = m.text("plural", Need::Required);
    k_.says = m.text("says", Need::Required);
    k_.part = m.choice("part", {"daily", "plan", "health", "about", "safety", "money", "circle", "admin"},
                       Need::Required);
    k_.one_per_person = m.flag("one-per-person");
    k_.journey = m.flag("journey");
    flags(m);
    if (k_.with_others && k_.one_per_person)
      m.error("with-others", "there is one of it for each person", "take one of the two out");
    auto field_nodes = m.list("fields", Need::Required);
    k_.fields = read_fields(k_.code, field_nodes, categories_, out_);
    k_.title_field = field_name(m, "title");
    k_.body_field = field_name(m, "body");
    k_.date_field = field_name(m, "date");
    if (auto* f = k_.find_field(k_.date_field);
        f && f->type != FieldType::Date && f->type != FieldType::DateTime)
      m.error("date", "the field '" + f->code + "' is not a date", "name a date or date-time field");
    for (auto* b : m.texts("banner"))
      if (known_field(*b)) k_.banner_fields.push_back(b->text);
    if (k_.alert && k_.banner_fields.empty())
      m.error("alert", "an alert with nothing to show", "list the fields to show under `banner:`");
    if (k_.records_consent) engine_fields(m, "records-consent", consent_field::kAll, "consent-form");
    if (k_.records_sharing) engine_fields(m, "records-sharing", sharing_field::kAll, "disclosure");
    if (k_.records_agreement) engine_fields(m, "records-agreement", agreement_field::kAll, "agreement");
    if (k_.records_request) engine_fields(m, "records-request", request_field::kAll, "information-request");
    if (k_.records_destruction)
      engine_fields(m, "records-destruction", destruction_field::kAll, "destruction");
    if (k_.records_hold) engine_fields(m, "records-hold", hold_field::kAll, "hold");
    if (k_.records_use) engine_fields(m, "records-use", use_field::kAll, "voluntary-item");
    if (k_.records_return) engine_fields(m, "records-return", return_field::kAll, "return");
    if (k_.records_mailing) engine_fields(m, "records-mailing", mailing_field::kAll, "mailing");
    if (is_transfer(k_)) engine_fields(m, "kind", transfer_field::kAll, "service-transfer");
    states(m);
    if (is_transfer(k_)) engine_states(m, transfer_field::kStates, "service-transfer");
    if (k_.records_sharing) engine_states(m, sharing_field::kStates, "disclosure");
    if (k_.records_request) engine_states(m, request_field::kStates, "information-request");
    if (k_.records_mailing) engine_states(m, mailing_field::kStates, "mailing");
    if (k_.records_hold) engine_states(m, hold_field::kStates, "hold");
    if (k_.records_destruction) engine_states(m, destruction_field::kStates, "destruction");
    if (k_.code == paper_file::kKind) engine_states(m, paper_file::kStates, "paper-file");
    if (k_.reviews != Reviewed::Nothing) engine_states(m, review::kStates, "opt-out-review");
    begins(m);
    moves(m);
    deadlines(m);
    alerts(m);
    read_diary(m, k_, out_);
    read_before_visit(m, k_, out_);
    k_.for_field = field_name(m, "for");
    if (const auto* f = k_.find_field(k_.for_field); f && f->type != FieldType::Staff)
      m.error("for", "the field '" + f->code + "' names no member of staff", "name a field of type staff");
    orders(m);
    if (const auto* outside = m.get("from-outside")) from_outside(*outside);
    for (auto* one : m.texts("one-enough"))
      if (known_field(*one)) k_.one_enough.push_back(one->text);
    m.only_these();
    return std::move(k_);
  }

 private:
  void flags(MapReader& m) {
    k_.engine = m.flag("engine") || k_.journey;
    k_.home_visit = m.flag("home-visit");
    k_.alert = m.flag("alert");
    k_.service_only = m.flag("service-only");
    k_.about_service = m.flag("about-service") || k_.service_only;
    k_.with_others = m.flag("with-others");
    k_.records_consent = m.flag("records-consent");
    k_.records_sharing = m.flag("records-sharing");
    k_.records_agreement = m.flag("records-agreement");
    k_.records_request = m.flag("records-request");
    const std::vector<std::string> looks(kReviewedCodes.begin(), kReviewedCodes.end());
    k_.reviews = static_cast<Reviewed>(std::ranges::find(looks, m.choice("reviews", looks)) - looks.begin());
    if (k_.reviews != Reviewed::Nothing && !k_.service_only)
      m.error("reviews", "what the whole organisation looks at is about nobody", "add `service-only: true`");
    k_.records_mailing = m.flag("records-mailing");
    k_.records_use = m.flag("records-use");
    k_.records_hold = m.flag("records-hold");
    k_.records_destruction = m.flag("records-destruction");
    k_.records_return = m.flag("records-return");
  }
  /// What the engine reads of a kind that it knows by a flag.
  void engine_fields(MapReader& m, std::string_view flag, std::span<const std::string_view> codes,
                     std::string_view like) {
    for (const auto code : codes)
      if (!k_.find_field(code))
        m.error(std::string(flag), "there is no field '" + std::string(code) + "', which the engine goes by",
                "add it, as the kind " + std::string(like) + " has it");
  }
  void engine_states(MapReader& m, std::span<const std::string_view> codes, std::string_view like) {
    for (const auto code : codes)
      if (!state_known(code))
        m.error("states", "there is no state '" + std::string(code) + "', by which the engine goes",
                "add it, as the kind " + std::string(like) + " has it");
  }
  bool known_field(const Yaml& y) {
    if (k_.find_field(y.text)) return true;
    std::vector<std::string> codes;
    for (auto& f : k_.fields) codes.push_back(f.code);
    out_.error(y, "kind '" + k_.code + "' has no field '" + y.text + "'", suggest(y.text, codes));
    return false;
  }
  std::string field_name(MapReader& m, std::string_view key) {
    auto s = m.text(key);
    return s.empty() || known_field(m.at(key)) ? s : "";
  }

  void states(MapReader& m) {
    for (auto* node : m.list("states")) {
      MapReader s(*node, "state", out_);
      State state;
      state.code = s.code("code");
      state.name = s.text("name", Need::Required);
      state.final = s.flag("final");
      state.locked = s.flag("locked");
      state.supersedes = s.text("supersedes");
      state.destroys = s.flag("destroys");
      if (state.destroys && !(state.final && !k_.voluntary().empty()))
        s.error("destroys", "only a final state of a kind with voluntary fields destroys something",
                "call the state final, and mark what the person gives by choice with `voluntary: true`");
      s.only_these();
      if (state_known(state.code)) s.error("code", "two states have this code", "rename one");
      k_.states.push_back(std::move(state));
    }
    for (auto* node : m.list("states"))
      if (const auto* to = node->find("supersedes")) want_state(*to, to->text);
  }
  bool state_known(std::string_view code) const {
    return std::any_of(k_.states.begin(), k_.states.end(), [&](auto& s) { return s.code == code; });
  }
  void want_state(const Yaml& at, const std::string& code) {
    if (state_known(code) || code.empty()) return;
    std::vector<std::string> codes;
    for (auto& s : k_.states) codes.push_back(s.code);
    out_.error(at, "kind '" + k_.code + "' has no state '" + code + "'", suggest(code, codes));
  }

  void moves(MapReader& m) {
    for (auto* node : m.list("moves")) {
      MapReader v(*node, "move", out_);
      Move move;
      move.code = v.code("code");
      v.rename("move '" + move.code + "'");
      move.name = v.text("name", Need::Required);
      for (auto* from : v.texts("from", Need::Required)) {
        want_state(*from, from->text);
        for (auto& s : k_.states)
          if (s.code == from->text && s.final)
            out_.error(*from, v.what() + " leaves the final state '" + s.code + "'",
                       "take it out of `from`, or do not call the state final");
        move.from.push_back(from->text);
      }
      move.to = v.code("to");
      want_state(v.at("to"), move.to);
      move.supervisor = v.flag("supervisor");
      move.needs_reason = v.flag("needs-reason");
      move.second = v.flag("second");
      move.asks = questions(v, "asks");
      move.offers = questions(v, "offers");
      move.letter = v.text("letter");
      duty(v, move);
      v.only_these();
      if (k_.find_move(move.code)) v.error("code", "two moves have this code", "rename one");
      k_.moves.push_back(std::move(move));
    }
  }

  /// Who takes a step of a journey is said by a duty; of others, by the roles.
  void duty(MapReader& v, Move& move) {
    const auto code = v.text("duty", k_.journey ? Need::Required : Need::Optional);
    move.taker = v.flag("taker");
    if (!k_.journey) {
      if (!code.empty() || move.taker)
        v.error("duty", v.what() + " is no step of a journey", "name the move under a role instead");
      return;
    }
    move.duty = find_duty(code);
    if (!move.duty && !code.empty())
      v.error("duty", "there is no duty '" + code + "'",
              suggest(code, std::vector<std::string>(kDutyCodes.begin(), kDutyCodes.end())));
    const auto all_are = [&](const std::vector<std::string>& codes, FieldType type) {
      return std::ranges::all_of(codes, [&](auto& c) { return k_.find_field(c)->type == type; });
    };
    if (!all_are(move.asks, FieldType::Choice) || move.asks.size() > 2)
      v.error("asks", v.what() + " asks for more than its row holds", "ask for two choices at most");
    if (!all_are(move.offers, FieldType::LongText) || move.offers.size() > 1)
      v.error("offers", v.what() + " offers more than its row holds", "offer one question for words at most");
    if (move.supervisor || move.second || move.needs_reason)
      v.error("code", v.what() + " asks for what no journey keeps",
              "delete supervisor, second and needs-reason");
  }

  /// Of a step: fields that no first form requires, and no files, which wait with a form of their own.
  std::vector<std::string> questions(MapReader& m, std::string_view key) {
    std::vector<std::string> codes;
    for (const auto* one : m.texts(key)) {
      if (!known_field(*one)) continue;
      const auto* f = k_.find_field(one->text);
      if (f->required)
        out_.error(*one, m.what() + " asks for '" + f->code + "', which the first form requires",
                   "delete `required` there: the step asks for it");
      if (f->type == FieldType::File || f->type == FieldType::Signature)
        out_.error(*one, m.what() + " asks for the file '" + f->code + "'", "leave files to the form");
      codes.push_back(one->text);
    }
    return codes;
  }

  /// A choice or choices and some of its options, or a yes-no question, under the keys field and is.
  void answers(MapReader& m, std::string& field, std::vector<std::string>& is, Need need) {
    field = m.text("field", need);
    const auto all = m.texts("is", need);
    if (field.empty() || !known_field(m.at("field"))) return;
    const auto* f = k_.find_field(field);
    const std::vector<Option> yes_no{{"yes", "Yes"}, {"no", "No"}};
    const auto& options = f->type == FieldType::YesNo ? yes_no : f->options;
    for (const auto* one : all) {
      if (std::ranges::find(options, one->text, &Option::code) == options.end())
        out_.error(*one, "the field '" + field + "' has no option '" + one->text + "'",
                   "name one of its options");
      is.push_back(one->text);
    }
  }

  void begins(MapReader& m) {
    for (auto* node : m.list("begins")) {
      MapReader b(*node, "begin", out_);
      Begin begin;
      answers(b, begin.field, begin.is, Need::Required);
      begin.state = b.text("state", Need::Required);
      want_state(b.at("state"), begin.state);
      b.only_these();
      k_.begins.push_back(std::move(begin));
    }
  }

  /// One of the keys that say how long; nothing: no days.
  Span span(MapReader& m) {
    struct Key {
      std::string_view key;
      Span::Unit unit;
      int most;
    };
    static constexpr Key kKeys[] = {{"days", Span::Unit::Days, 4000},
                                    {"hours", Span::Unit::Hours, 1000},
                                    {"working-days", Span::Unit::WorkingDays, 400},
                                    {"months", Span::Unit::Months, 120},
                                    {"statutory-months", Span::Unit::StatutoryMonths, 24}};
    Span span;
    bool given = false;
    for (const auto& k : kKeys) {
      if (!m.get(k.key)) continue;
      if (given) m.error(k.key, m.what() + " is counted in two ways", "keep one of them");
      span = {k.unit, m.number(k.key, 0, 0, k.most)};
      given = true;
    }
    return span;
  }

  void deadlines(MapReader& m) {
    for (auto* node : m.list("deadlines")) {
      MapReader d(*node, "deadline", out_);
      Deadline line;
      line.code = d.code("code");
      d.rename("deadline '" + line.code + "'");
      line.name = d.text("name", Need::Required);
      line.from = d.text("from", Need::Required);
      from_where(d, line.from);
      line.otherwise = d.text("otherwise");
      const auto* instead = k_.find_field(line.otherwise);
      if (!line.otherwise.empty() &&
          ((line.otherwise != "created" && !(instead && instead->type == FieldType::Date)) ||
           !k_.find_field(line.from)))
        d.error("otherwise",
                "only the day of writing, or another date, can stand in for a field that is left empty",
                "write created or a date field, and a date field under `from`");
      line.span = span(d);
      line.rolls = d.flag("rolls");
      for (const auto* state : d.texts("pauses")) {
        want_state(*state, state->text);
        line.pauses.push_back(state->text);
      }
      line.until_state = d.text("until-state");
      want_state(d.at("until-state"), line.until_state);
      until_field(d, line);
      line.source = d.text("source");
      line.ends_with_death = d.flag("ends-with-death");
      line.asks_details = d.flag("asks-details");
      if (line.asks_details && !(k_.code == "support" && line.from == "created" && line.dated()))
        d.error("asks-details", "details are asked about while somebody is supported",
                "write it at the kind support, from created, and with no end");
      if (const auto* extended = d.get("extended")) extension(*extended, line);
      if (k_.journey && (!line.pauses.empty() || !line.extended_by.empty()))
        d.error("code", d.what() + " needs the steps that were taken, which a journey does not keep",
                "delete pauses and extended");
      if (const auto* only = d.get("if")) {
        MapReader o(*only, "`if` of " + d.what(), out_);
        answers(o, line.if_field, line.if_is, Need::Required);
        o.only_these();
      }
      d.only_these();
      k_.deadlines.push_back(std::move(line));
    }
  }

  void from_where(MapReader& d, const std::string& from) {
    if (from.starts_with("state:")) {
      want_state(d.at("from"), from.substr(6));
    } else if (from.find('/') != std::string::npos) {
      dated(d.at("from"));
    } else if (!from.empty() && from != "created" && known_field(d.at("from"))) {
      const auto type = k_.find_field(from)->type;
      if (type != FieldType::Date && type != FieldType::DateTime)
        d.error("from", "the field '" + from + "' is not a date", "name a date field");
    }
  }

  /// A field of the entry; for a deadline of each row of a group, a yes-no question of the row.
  void until_field(MapReader& d, Deadline& line) {
    line.until_field = d.text("until-field");
    const auto slash = line.from.find('/');
    if (slash == std::string::npos) {
      if (!line.until_field.empty()) known_field(d.at("until-field"));
      return;
    }
    const auto* group = k_.find_field(line.from.substr(0, slash));
    if (!group) return;
    const auto item = std::ranges::find(group->items, line.until_field, &Field::code);
    if (item == group->items.end() || item->type != FieldType::YesNo)
      d.error("until-field", "what is due of each row of '" + group->code + "' has no end",
              "name a yes-no question of the row");
  }

  void extension(const Yaml& y, Deadline& line) {
    MapReader e(y, "`extended` of deadline '" + line.code + "'", out_);
    line.extended_by = e.text("by", Need::Required);
    if (!line.extended_by.empty() && !k_.find_move(line.extended_by))
      e.error("by", "there is no move '" + line.extended_by + "'", "name a move of this kind");
    line.extension = span(e);
    if (line.extension.unit != line.span.unit || line.extension.count == 0)
      e.error("by", "it is not longer by so much of what it is counted in", "count both alike");
    e.only_these();
  }

  void alerts(MapReader& m) {
    for (auto* node : m.list("alerts")) {
      MapReader a(*node, "alert", out_);
      Alert alert;
      alert.code = a.code("code");
      a.rename("alert '" + alert.code + "'");
      alert.name = a.text("name", Need::Required);
      alert.state = a.text("state");
      want_state(a.at("state"), alert.state);
      alert.not_out = a.flag("not-out");
      const auto need = alert.state.empty() && !alert.not_out ? Need::Required : Need::Optional;
      alert.times = a.number("times", 1, 1, 10);
      alert.same = field_name(a, "same");
      answers(a, alert.field, alert.is, need);
      a.only_these();
      if ((!alert.state.empty() || alert.not_out) && (!alert.field.empty() || alert.times > 1))
        a.error("field", "an alert looks at a state, a visit or an answer, not at two of them",
                "delete field, is and times");
      k_.alerts.push_back(std::move(alert));
    }
  }

  void from_outside(const Yaml& y) {
    MapReader o(y, "`from-outside`", out_);
    FromOutside f{o.text("title", Need::Required),
                  o.text("says", Need::Required),
                  {},
                  {},
                  field_name(o, "today"),
                  {},
                  {},
                  {},
                  {}};
    for (auto* node : o.list("begins")) {
      MapReader b(*node, "what a new record begins with", out_);
      const auto field = field_name(b, "field");
      f.begins.emplace_back(field, b.text("as", Need::Required));
      b.only_these();
    }
    for (auto* node : o.list("asks", Need::Required)) {
      MapReader a(*node, "question", out_);
      f.asks.push_back({field_name(a, "field"), a.text("label", Need::Required), a.text("hint")});
      a.only_these();
    }
    for (auto* node : o.list("sets")) {
      MapReader s(*node, "answer", out_);
      std::vector<std::string> is;
      f.sets.emplace_back();
      answers(s, f.sets.back().first, is, Need::Required);
      if (!is.empty()) f.sets.back().second = is.front();
      s.only_these();
    }
    f.who = field_name(o, "who");
    f.reach = field_name(o, "reach");
    for (auto* node : o.list("follows")) {
      MapReader l(*node, "what follows", out_);
      f.follows.emplace_back(l.text("deadline", Need::Required), l.text("says", Need::Required));
      if (!k_.find_deadline(f.follows.back().first))
        l.error("deadline", "there is no deadline '" + f.follows.back().first + "'", "name one of the kind");
      l.only_these();
    }
    o.only_these();
    k_.from_outside = std::move(f);
  }

  /// A field, or "group/item".
  const Field* dated(const Yaml& y) {
    const auto slash = y.text.find('/');
    const auto* f = k_.find_field(y.text.substr(0, slash));
    if (f && slash != std::string::npos) {
      const auto item = std::find_if(f->items.begin(), f->items.end(),
                                     [&](const Field& i) { return i.code == y.text.substr(slash + 1); });
      f = item == f->items.end() ? nullptr : &*item;
    }
    if (f && (f->type == FieldType::Date || f->type == FieldType::DateTime)) return f;
    out_.error(y, "kind '" + k_.code + "' has no date '" + y.text + "'", "name a date field, or group/item");
    return nullptr;
  }

  void orders(MapReader& m) {
    for (auto* node : m.list("orders")) {
      MapReader o(*node, "order", out_);
      Order order{o.text("earlier", Need::Required), o.text("later", Need::Required)};
      o.only_these();
      if (order.earlier.empty() || order.later.empty() || !dated(o.at("earlier")) || !dated(o.at("later")))
        continue;
      const auto group = [](const std::string& s) {
        return s.find('/') == s.npos ? "" : s.substr(0, s.find('/'));
      };
      if (group(order.earlier) != group(order.later))
        o.error("later", "the two dates do not stand in the same row",
                "name two dates of the kind, or of one group");
      else
        k_.orders.push_back(std::move(order));
    }
  }

  const std::vector<Category>& categories_;
  Findings& out_;
  Kind k_;
};

}  // namespace

Kind read_kind(const Yaml& root, const std::vector<Category>& categories, Findings& out) {
  return KindReader(categories, out).read(root);
}

Kind read_kind(const std::string& file, const std::string& yaml, const std::vector<Category>& categories,
               std::vector<Finding>& all) {
  Findings out{file, all};
  Yaml root;
  if (!read_yaml(yaml, root, out)) return {};
  if (root.shape != Yaml::Shape::Map) {
    out.error(root, "the file is not a group of keys", "begin it with `kind: its-code`");
    return {};
  }
  return read_kind(root, categories, out);
}

}  // namespace candour::charter
