#include "cli/mail.h"

#include "outbox/bounces.h"
#include "record/alert_mail.h"

namespace candour::cli {
namespace {

constexpr std::int64_t kBouncesEveryMs = 10'000;
constexpr int kAtOnce =
    5;  // a slow mail server takes half a minute for each: they are ours for longer than that

record::NotSent why(const Status& sent) {
  return sent ? record::NotSent::Nothing : record::not_sent(sent.error().code);
}

Result<std::vector<outbox::Parcel>> parcels_of(web::OrgHouse& org, record::AlertMail& mail) {
  TRY(const auto items, mail.take(kAtOnce));
  std::vector<outbox::Parcel> out;
  const auto people = org.staff->directory();
  const std::string name = org.charter->organisation.name;
  for (const auto& item : items) {
    const auto* member = people->find(item.staff);
    if (!member || member->left_at) {  // tried until the day is over: they may be put back
      CHECK_OK(mail.failed(item));
      continue;
    }
    out.push_back(
        {member->email,
         "Candour: something needs you now",
         "Something at " + name +
             " needs you now.\n\nSign in to Candour as you always do, and it stands first on your day.\n\n"
             "This message says no more on purpose, and has no link. Nobody reads answers to it.\n",
         [&mail, item](const Status& sent) { return sent ? mail.sent(item) : mail.failed(item, why(sent)); },
         {},
         false,
         {},
         item.id.text()});
  }
  return out;
}

/// Says neither whose record it opens nor where: somebody else may read this mail too.
Result<std::vector<outbox::Parcel>> codes_of(record::OwnCodes& codes) {
  TRY(auto items, codes.take(kAtOnce));
  std::vector<outbox::Parcel> out;
  for (auto& item : items) {
    const std::string text =
        "Your code is " + item.code +
        "\n\nType it into the page on which you asked for it. It works for 15 minutes, there "
        "and nowhere else. If you asked for no code, do nothing. Nobody reads answers to this.\n";
    out.push_back({item.to,
                   "Your code",
                   text,
                   [&codes, item](const Status& sent) {
                     return sent ? codes.sent(item) : codes.failed(item, why(sent));
                   },
                   {},
                   false,
                   {},
                   item.id.text()});
  }
  return out;
}

Result<std::vector<outbox::Parcel>> letters_of(letters::LetterMail& mail) {
  TRY(auto items, mail.take(kAtOnce));
  std::vector<outbox::Parcel> out;
  for (auto& item : items) {
    auto said = std::move(item.parcel);
    std::vector<outbox::Attached> attached;
    for (auto& one : said.enclosed) attached.push_back({one.name, one.type, one.bytes});
    out.push_back(
        {std::move(said.to), std::move(said.subject), std::move(said.text),
         [&mail, item](const Status& sent) { return sent ? mail.sent(item) : mail.failed(item, why(sent)); },
         std::move(said.stop), !said.open, [&mail, item] { return mail.goes(item); }, item.id.text(),
         std::move(attached)});
  }
  return out;
}

/// Whose mail it was: no two organisations have one of the same id.
Status note_bounce(web::House& house, const std::string& text) {
  const auto id = record::MailId::parse(text);
  if (!id) return {};
  for (const auto& org : house.all()) {
    TRY(const bool theirs, org->letter_mail->came_back(*id));
    if (theirs) return {};
  }
  return {};
}

}  // namespace

std::unique_ptr<outbox::Courier> start_mail(const outbox::Mailer& mailer, web::House& house,
                                            const Clock& clock, const log::Log& log,
                                            const std::string& bounces) {
  if (mailer.url.empty() || mailer.from.empty()) return {};
  std::vector<outbox::Mailbox> boxes;
  for (const auto& org : house.all()) {
    const auto mail = std::make_shared<record::AlertMail>(*org->gate, *org->db, clock);
    boxes.push_back(
        {org->charter->organisation.code, [&org = *org, mail] { return parcels_of(org, *mail); }});
    boxes.push_back(
        {org->charter->organisation.code, [&org = *org] { return letters_of(*org.letter_mail); }});
    boxes.push_back({org->charter->organisation.code, [&org = *org] { return codes_of(*org.own_codes); }});
  }
  if (!bounces.empty())
    boxes.push_back({"",
                     [&house, &clock, bounces, from = mailer.from,
                      next = std::int64_t{0}]() mutable -> Result<std::vector<outbox::Parcel>> {
                       const auto now = clock.now().ms;
                       if (now < next) return std::vector<outbox::Parcel>{};
                       next = now + kBouncesEveryMs;
                       CHECK_OK(outbox::read_bounces(
                           bounces, from, [&](const std::string& id) { return note_bounce(house, id); }));
                       return std::vector<outbox::Parcel>{};
                     }});
  return std::make_unique<outbox::Courier>(std::move(boxes), mailer, clock, log);
}

}  // namespace candour::cli
