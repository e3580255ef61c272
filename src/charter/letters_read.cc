// Reads one letter of the catalogue, and asks of each whether a charter lets its recipients have what it
// tells.
#include <algorithm>

#include "charter/catalogue_read.h"
#include "charter/check_parts.h"
#include "charter/read_form.h"

namespace candour::charter {
namespace {

/// Every field of a text is one that there is.
void known_fields(const Yaml& at, const std::string& text, const std::string& what, const Kind* about,
                  Findings& out) {
  for (const auto& field : fields_in(text)) {
    auto codes = letter_field_codes();
    if (about)
      for (const auto& f : about->fields)
        if (f.type != FieldType::File && f.type != FieldType::Signature)
          codes.push_back(std::string(kEntryField) + f.code);
    if (std::ranges::find(codes, field) == codes.end())
      out.error(at, what + ": there is no field '{" + field + "}'", suggest(field, codes));
  }
}

LetterPart part_of(const Yaml& y, const std::string& what, const Kind* about, Findings& out) {
  LetterPart part;
  if (y.shape == Yaml::Shape::Text) {
    part.text = y.text;
  } else {
    MapReader m(y, what + ": paragraph", out);
    part.write = m.code("write");
    part.label = m.text("label", Need::Required);
    part.hint = m.text("hint");
    part.text = m.text("text");
    part.required = m.flag("required");
    m.only_these();
  }
  known_fields(y, part.text, what, about, out);
  return part;
}

const Kind* kind_of(MapReader& m, std::string_view key, const std::string& code,
                    const CatalogueFiles& files) {
  const auto* kind = files.find_kind(code);
  if (!kind && !code.empty())
    m.error(key, "there is no kind '" + code + "'", suggest(code, files.kind_codes()));
  return kind;
}

void addressees(MapReader& m, LetterTemplate& t, const Kind* about, Findings& out) {
  std::vector<std::string> codes;
  for (const auto to : kLetterTo) codes.emplace_back(letter_to_code(to));
  for (const auto* one : m.texts("to", Need::Required)) {
    const auto at = std::ranges::find(codes, one->text);
    if (at == codes.end())
      out.error(*one, m.what() + ": nobody is called '" + one->text + "'", suggest(one->text, codes));
    else
      t.to.push_back(kLetterTo[at - codes.begin()]);
  }
  if (t.may_go_to(LetterTo::Complainant) && !(about && about->from_outside))
    m.error("to", "only a letter about what people outside may write has somebody who complained or asked",
            "write `about: complaint`, or another kind with `from-outside`");
}

/// The copy of a letter stands in fields that every kind of letter has.
void kept_well(MapReader& m, const Kind& kind) {
  for (const char* code : {"sent-on", "to", "subject", "text", "copy"})
    if (!kind.find_field(code))
      m.error("kept-as", "the kind '" + kind.code + "' has no field '" + code + "' for a letter",
              "name a kind of letters");
}

}  // namespace

LetterTemplate read_letter(const std::string& file, const std::string& yaml, const CatalogueFiles& files,
                           std::vector<Finding>& all) {
  Findings out{file, all};
  LetterTemplate t;
  Yaml root;
  if (!read_yaml(yaml, root, out)) return t;
  MapReader m(root, "the letter", out);
  t.code = m.code("letter");
  m.rename("letter '" + t.code + "'");
  t.name = m.text("name", Need::Required);
  t.says = m.text("says", Need::Required);
  t.about = m.text("about");
  const auto* about = kind_of(m, "about", t.about, files);
  t.kept_as = m.text("kept-as", Need::Required);
  if (const auto* kept = kind_of(m, "kept-as", t.kept_as, files)) kept_well(m, *kept);
  addressees(m, t, about, out);
  t.subject = m.text("subject", Need::Required);
  known_fields(m.at("subject"), t.subject, m.what(), about, out);
  for (const auto* y : m.list("paragraphs", Need::Required)) {
    auto part = part_of(*y, m.what(), about, out);
    if (!part.write.empty() && std::ranges::find(t.parts, part.write, &LetterPart::write) != t.parts.end())
      out.error(*y, m.what() + ": two paragraphs are called '" + part.write + "'", "rename one");
    t.parts.push_back(std::move(part));
  }
  if (t.says_ground() && t.to != std::vector{LetterTo::Recipient})
    m.error("to", "only recipients of the charter have a ground to be told", "write `to: [recipient]`");
  m.only_these();
  return t;
}

/// What no recipient of that sort could ever get is refused here; what depends on whom the letter goes to, or
/// on what the person agreed to, when it is written (letters/writing.h).
void check_letters(const Draft& d, Findings& out) {
  const Charter& c = *d.charter;
  CategorySet some_recipient;
  for (const auto& r : c.recipients) some_recipient = some_recipient | r.categories;
  for (const auto& t : c.letters)
    for (const auto& field : t.fields()) {
      const auto tells = letter_field(c, t, field).tells;
      const auto refuse = [&](LetterTo to, std::string_view who) {
        out.error(
            *d.at.root,
            "the letter '" + t.code + "' tells {" + field + "} (" + names(c, tells) + ") to " +
                std::string(who) + ", who may not get it",
            "take the field out of the letter, or '" + std::string(letter_to_code(to)) + "' out of its `to`");
      };
      if (t.may_go_to(LetterTo::Recipient) && !c.recipients.empty() && !some_recipient.covers(tells))
        refuse(LetterTo::Recipient, "the recipients of this charter");
      if (t.may_go_to(LetterTo::Complainant) && !complainant_may_get(c, t.about).covers(tells))
        refuse(LetterTo::Complainant, "whoever complained");
    }
}

}  // namespace candour::charter
