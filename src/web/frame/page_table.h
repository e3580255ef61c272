// Pages are declared: path, name, what is looked at, and a function from the request to the page. The table
// does what is the same for all: it makes the one pass of a page about somebody before its function runs,
// writes the look down before the page leaves, brings a form back with every word and file when it could not
// be kept, answers a second click as the first, and says no in one way. Filled at start by one thread, then
// read-only.
#pragma once

#include <functional>
#include <string>

#include "web/frame/site.h"

namespace candour::web {

/// A page about one person, and the pass that was made for it.
struct PersonPage {
  const Site& site;
  const http::Request& r;
  const Visit& v;
  PersonId person;
  Pass pass;
};
using PersonHandler = std::function<Result<http::Response>(const PersonPage&)>;
/// The categories that a page may show, beside those of the banner; how much was shown is found out
/// afterwards.
using Wanted = CategorySet (*)(const charter::Charter&);

/// The name of the GET route whose page holds the form: it is shown again when the form cannot be kept.
struct ShownBy {
  std::string name;
};

/// Adds the routes of one group of pages, below "/{org}". Where the path has a {person}, a refusal offers the
/// way to ask for access. Where it has any id, "not found" is the gate's own refusal, in the words and with
/// the status of what somebody may not see: it never tells whether the person, or the thing, exists.
class PageTable {
 public:
  PageTable(http::Router& router, Site& site, std::string tag, http::Access access = http::Access::SignedIn)
      : router_(router), site_(site), tag_(std::move(tag)), access_(access) {}
  PageTable& get(std::string path, std::string name, PageHandler f, http::Lane lane = http::Lane::Pages);
  /// A page about the {person} of the path.
  PageTable& person(std::string path, std::string name, gate::Thing what, Wanted wanted, PersonHandler f);
  /// Errors Invalid, TooMuch, Conflict and Unavailable of `f` bring the page of `shown_by` back, with the
  /// form as it was sent.
  PageTable& post(std::string path, std::string name, ShownBy shown_by, PageHandler f,
                  std::size_t body_limit = limits::kFormBytes, http::Lane lane = http::Lane::Pages);
  /// A POST that checks or sets a password.
  PageTable& post_password(std::string path, std::string name, ShownBy shown_by, PageHandler f) {
    return post(std::move(path), std::move(name), std::move(shown_by), std::move(f), limits::kBodyBytes,
                http::Lane::Hashing);
  }
  /// A POST that no form of a page sends: the script's drafts.
  PageTable& post_by_script(std::string path, std::string name, PageHandler f);

 private:
  http::Router& router_;
  Site& site_;
  std::string tag_;
  http::Access access_;
};

/// A page that anybody may open: its errors become the page for them.
http::Handler public_page(const Site& site, PageHandler f);
/// Lets the chosen files of a request wait, so many hours, for a form that comes back later; under which id,
/// or "".
Result<std::string> let_files_wait(const Visit& v, const http::Request& r, int hours);
/// A form that goes on from something kept before: what stood in it, and the files that waited with it.
void go_on_with(const Visit& v, std::string action, http::Fields typed, const std::string& waiting);
/// For an act that ends in a Conflict: what differs, and what is to stand in the form that comes back.
void say_both_versions(const Visit& v, html::Html before, http::Fields typed);
/// The form that waited for its writer is taken up by the page: "?kept=" of a GET.
void take_up_kept_form(const Site& site, const http::Request& r);
/// Keeps what was sent until its writer has signed in; where to go then. Empty: nothing could be kept.
std::string keep_until_signed_in(const Site& site, OrgHouse& org, const http::Route& route,
                                 const http::Request& r, StaffId owner);
/// What waits for this form, and was not chosen anew or left out, joins its files.
Status join_waiting_files(const Visit& v, http::Request& r);

}  // namespace candour::web
