// One's own account: where one is signed in, the second step, the password, the confidentiality agreement.
#include "base/calendar_words.h"
#include "charter/by_part.h"
#include "web/frame/page_table.h"
#include "web/http/cookie.h"
#include "web/pages/parts/qr.h"

namespace candour::web {

using html::h;
using html::Html;
using http::Access;
using http::Request;
using http::Response;

namespace {

std::string network_words(const Visit& v, const people::SessionInfo& s) {
  if (s.network == 0 || v.session.network == 0) return "not known";
  return s.network == v.session.network ? "this network" : "another network";
}

Html sessions_table(const Visit& v, const std::vector<people::SessionInfo>& sessions) {
  html::Table t;
  t.caption = "Where you are signed in";
  t.columns = {{"Device", false, true}, {"Since"}, {"Last used"}, {"From"}, {"End it", false, false, true}};
  for (const auto& s : sessions) {
    const bool here = s.id == v.session.id;
    Html end =
        here ? html::act(v.url("/sign-out"), v.session.csrf,
                         {.words = "Sign out here", .look = html::Look::Second})
             : html::act(v.url("/account/sessions/" + s.id.text() + "/end"), v.session.csrf,
                         {.words = "End", .look = html::Look::Second, .about = "the session on " + s.device});
    const std::string stage = s.half ? ", not wholly signed in" : here ? ", this one" : "";
    t.rows.push_back({html::text(s.device + stage), html::text(date_time_words(s.started)),
                      html::text(date_time_words(s.last_seen)), html::text(network_words(v, s)),
                      std::move(end)});
  }
  return html::table(t);
}

Html news_part(const Visit& v) {
  if (!v.session.news) return {};
  return html::notification(
      "Somebody signed in",
      html::frag(html::paragraph(
                     "Your account was signed in to on another device since you signed in here. If that was "
                     "not you, press “End all others” below and change your password."),
                 html::act(v.url("/account/sessions/seen"), v.session.csrf,
                           {.words = "It was me", .look = html::Look::Second})));
}

Html devices_part(const Visit& v, const std::vector<people::Device>& devices) {
  html::Table t;
  t.caption = "Devices that know you";
  t.columns = {
      {"Device", false, true}, {"First used"}, {"Last signed in"}, {"Forget it", false, false, true}};
  t.when_empty = "None yet.";
  for (const auto& d : devices)
    t.rows.push_back({html::text(d.words), html::text(date_time_words(d.first)),
                      html::text(date_time_words(d.last)),
                      html::act(v.url("/account/devices/" + d.id.text() + "/forget"), v.session.csrf,
                                {.words = "Forget", .look = html::Look::Second, .about = d.words})});
  return html::frag(
      html::table(t),
      html::hint_line("From these you can sign in even while somebody else guesses at your name. Forget "
                      "one that you have given away."));
}

Html two_step_part(const Visit& v, bool on) {
  const SentForm remove(v, v.url("/account/two-step/remove"));
  if (on)
    return html::card("Two-step sign-in",
                      html::frag(html::paragraph("On: after your password you type a code from your phone."),
                                 remove.form(html::frag(
                                     remove.password_input({.name = "password", .label = "Your password"}),
                                     html::button({"Turn it off", html::Look::Second})))));
  return html::card(
      "Two-step sign-in",
      html::frag(html::paragraph("Off. With it, somebody who learns your password still cannot "
                                 "read anybody's record."),
                 html::button_link(v.url("/account/two-step"), "Set it up", html::Look::Second)));
}

Html password_part(const Visit& v) {
  const SentForm form(v, v.url("/account/password"));
  return html::card(
      "Password",
      form.form(html::frag(
          form.password_input({.name = "current", .label = "Password now"}),
          form.password_input({.name = "password",
                               .label = "New password",
                               .hint = "12 letters or more. Three words that have nothing to do "
                                       "with each other are good. It never has to be changed again "
                                       "unless it is known.",
                               .fresh = true}),
          html::button({"Change password", html::Look::Second}))));
}

Html agreement_part(const Visit& v, const people::StaffMember& me) {
  const auto& clause = v.charter().access_clause;
  const SentForm form(v, v.url("/account/agreement"));
  if (me.agreement_at)
    return html::card("Confidentiality", html::paragraph("You signed the confidentiality agreement on " +
                                                         date_time_words(*me.agreement_at) + "."));
  return html::card(
      "Confidentiality",
      html::frag(
          html::warning("You cannot open records until you have signed" + charter::by_part(clause) + "."),
          html::paragraph("I will look only at records that I need for my work, tell nobody what I read "
                          "there unless the notice allows it, and say at once if I see something that I "
                          "should not. I know that every look is written down and that the person can "
                          "see it."),
          form.form(html::frag(form.checkbox("agree", "yes", "I agree"), html::button({"Sign"})))));
}

Result<Response> account_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto sessions, v.org->sessions->mine(v.actor.id));
  TRY(const auto devices, v.org->sessions->devices(v.actor.id));
  const auto* me = v.staff->find(v.actor.id);
  if (!me) return not_found();
  auto f = site.frame(r, "Your account", "");
  f.heading = "Your account";
  f.caption = me->name;
  if (v.session.news) f.flash.reset();  // said in full below
  f.main = html::frag(news_part(v), agreement_part(v, *me), sessions_table(v, sessions),
                      html::button_row({html::act(v.url("/account/sessions/end-others"), v.session.csrf,
                                                  {.words = "End all others", .look = html::Look::Second})}),
                      devices_part(v, devices), two_step_part(v, me->totp), password_part(v));
  return site.page(std::move(f));
}

Result<Response> two_step_page(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(auto offer, v.org->sessions->offer_totp(v.actor.id));
  TRY(auto drawing, qr_code(offer.uri, "QR code for your authenticator"));
  auto f = site.frame(r, "Set up two-step sign-in", "");
  f.back = html::Crumb{"Your account", v.url("/account")};
  f.heading = "Set up two-step sign-in";
  f.narrow = true;
  const SentForm form(v, v.url("/account/two-step"));
  f.main = html::frag(
      html::numbered({html::text("Open an authenticator on your phone (your organisation can say which)."),
                      html::text("Point it at this picture, or type the letters below it."),
                      html::text("Type the six digits that it shows.")}),
      drawing, html::summary_list({.rows = {{"Letters", h("code", offer.secret_base32), {}}}}),
      form.form(
          html::frag(form.text_input({.name = "code",
                                      .label = "Six digits",
                                      .width = 10,
                                      .inputmode = "numeric",
                                      .autocomplete = "one-time-code",
                                      .spellcheck = false}),
                     form.password_input({.name = "password",
                                          .label = "Your password",
                                          .hint = "So that nobody does this who found your device open."}),
                     html::button({"Turn it on"}))));
  return site.page(std::move(f));
}

Result<Response> confirm_two_step(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  TRY(const auto codes, v.org->sessions->confirm_totp(v.actor.id, r.form.get("password"),
                                                      r.form.trimmed("code"), v.session.id));
  std::vector<Html> items;
  for (const auto& c : codes) items.push_back(h("code", c));
  auto f = site.frame(r, "Two-step sign-in is on", "");
  f.heading = "Two-step sign-in is on";
  f.narrow = true;
  f.main =
      html::frag(html::paragraph("Write these recovery codes down and keep them where your phone is not. "
                                 "Each works once. They are not shown again. You were signed out "
                                 "everywhere else."),
                 html::bullets(items), html::button_link(v.url("/account"), "I have written them down"));
  return site.page(std::move(f));
}

Result<Response> change_password(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->sessions->change_password(v.actor.id, r.form.get("current"), r.form.get("password"),
                                            v.session.id));
  return site.done(r, "/account", "Your password is changed, and you were signed out everywhere else.");
}

Result<Response> remove_two_step(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  CHECK_OK(v.org->sessions->remove_totp(v.actor.id, r.form.get("password"), v.session.id));
  return site.done(r, "/account", "Two-step sign-in is off, and you were signed out everywhere else.");
}

Result<Response> end_session(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  const auto id = SessionId::parse(r.param("session"));
  if (!id) return not_found();
  CHECK_OK(v.org->sessions->end_one(v.actor.id, *id));
  return site.done(r, "/account", "That session is ended.");
}

Result<Response> sign_agreement(const Site& site, const Request& r) {
  const Visit& v = Site::visit(r);
  if (r.form.get("agree") != "yes") return invalid("agree", "Tick “I agree” to sign.");
  CHECK_OK(v.org->staff->sign_agreement(v.actor));
  return site.done(r, "/day", "Thank you. Your agreement is recorded.");
}

}  // namespace

void add_account_pages(http::Router& router, Site& site) {
  PageTable t(router, site, "account");
  t.get("/account", "account", account_page);
  t.get("/account/two-step", "account.two-step", two_step_page);
  t.post_password("/account/two-step", "account.two-step.post", {"account.two-step"}, confirm_two_step);
  t.post_password("/account/two-step/remove", "account.two-step.remove", {"account"}, remove_two_step);
  t.post_password("/account/password", "account.password", {"account"}, change_password);
  t.post("/account/sessions/{session}/end", "account.session.end", {"account"}, end_session);
  t.post("/account/sessions/end-others", "account.sessions.end-others", {"account"},
         [](const Site& s, const Request& r) -> Result<Response> {
           const Visit& v = Site::visit(r);
           CHECK_OK(v.org->sessions->end_all(v.actor.id, v.session.id));
           return s.done(r, "/account", "You are signed out everywhere else.");
         });
  t.post("/account/sessions/seen", "account.sessions.seen", {"account"},
         [](const Site& s, const Request& r) -> Result<Response> {
           const Visit& v = Site::visit(r);
           CHECK_OK(v.org->sessions->seen(v.actor.id, v.session.id));
           return s.done(r, "/account", "Good.");
         });
  t.post("/account/devices/{device}/forget", "account.device.forget", {"account"},
         [](const Site& s, const Request& r) -> Result<Response> {
           const Visit& v = Site::visit(r);
           const auto id = people::DeviceId::parse(r.param("device"));
           if (!id) return not_found();
           CHECK_OK(v.org->sessions->forget_device(v.actor.id, *id));
           return s.done(r, "/account", "Forgotten.");
         });
  t.post("/account/agreement", "account.agreement", {"account"}, sign_agreement);
}

}  // namespace candour::web
