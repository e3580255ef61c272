#include "web/pages/public/secret_page.h"

namespace candour::web {

html::PageFrame secret_frame(const Site& site, OrgHouse& org, std::string title) {
  auto f = site.public_frame(&org, std::move(title));
  f.narrow = true;
  f.heading = f.title;
  return f;
}

Result<http::Response> no_such_address(const Site& site, OrgHouse& org, const Error& e, std::string title,
                                       std::string_view words) {
  if (e.code != Code::NotFound && e.code != Code::TooMuch) return tl::unexpected<Error>(e);
  const bool much = e.code == Code::TooMuch;
  auto f = secret_frame(site, org, much ? "Please wait" : std::move(title));
  f.main = html::paragraph(much ? std::string_view(e.words.text) : words);
  return site.page(std::move(f), much ? 429 : 404);
}

}  // namespace candour::web
