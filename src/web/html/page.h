// The frame round every page: skip link, header with the mark and the organisation, menu, the person's banner
// first, then the page, then the footer with the public notice. Promises: one document with title, language
// and landmarks, that works without JavaScript and prints without its navigation. Pure; any thread. It does
// not decide what a reader may see: it shows what it is given.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "web/html/html.h"

namespace candour::html {

/// Where the styles, the script and the letters stand, with the hash in their name (http::AssetStore).
struct AssetUrls {
  std::string css = "/assets/candour.css";
  std::string js = "/assets/candour.js";
  std::vector<std::string> fonts = {};  // to fetch early
  std::string icon = {};                // SVG; empty: none
};

struct NavItem {
  std::string words = {};
  std::string href = {};
  bool current = false;
  int count = 0;  // shown in a disc when above 0 ("Requests 3")
};

struct Flash {
  enum class Kind { Done, Note, Problem };
  Kind kind = Kind::Done;
  std::string words = {};
  std::optional<Html> more = {};  // a link to what was made, an undo form
};

struct Crumb {
  std::string words = {};
  std::string href = {};  // empty for the page itself
};

/// Addresses of the frame's own links; empty ones are left out.
struct FrameLinks {
  std::string home = {};           // the mark leads there; default "/{org}/" or "/"
  std::string search = {};         // GET, field "q"; default "/{org}/search"
  std::string sign_in = {};        // default "/{org}/sign-in"
  std::string sign_out = {};       // POST; default "/{org}/sign-out"
  std::string account = {};        // behind the staff member's name; default "/{org}/account"
  std::string notice = {};         // default "/{org}/notice"
  std::string accessibility = {};  // default "/accessibility"
};
FrameLinks default_links(const std::string& org_code);

struct PageFrame {
  std::string title = {};        // "Write a note"; " – Leading Lives – Candour" is added
  bool has_errors = false;       // puts "Error: " before the title
  std::string print_title = {};  // printed at the top of paper; default: title
  std::string printed_by = {};   // and after it: who printed it, and when
  std::string org_code = {};     // "ll"; empty on pages of no organisation
  std::string org_name = {};
  std::string team_line = {};   // "Ipswich community support"
  std::string staff_name = {};  // empty: signed out
  std::vector<NavItem> nav = {};
  FrameLinks links = {};           // fill with default_links(org_code)
  std::vector<Crumb> alarms = {};  // what is wrong with what is stored: above everything else
  std::vector<Crumb> alerts = {};  // what somebody must see at once, until they have
  std::optional<Flash> flash = {};
  std::string csrf = {};                  // for the sign-out form
  std::vector<Crumb> crumbs = {};         // either these
  std::optional<Crumb> back = {};         // or this
  std::optional<Html> banner = {};        // person_banner(): first on every page about somebody
  std::optional<Html> below_banner = {};  // tabs
  std::string heading = {};               // the h1 above main; empty when main or the banner holds its own
  std::string caption = {};               // small words above the heading
  std::function<Html()> above = {};       // stands first in main; made when everything else is
  Html main = {};
  std::optional<Html> aside = {};  // column of facts at the right; below on a phone
  bool narrow = false;             // two thirds wide: forms and reading
  bool search = false;             // the find box in the header
  std::string search_words = {};   // what was searched for
  bool demo = false;               // strip: nothing here is about a real person
  std::string demo_date = {};      // "Saturday 21 November 2026", shown in the strip
  int session_seconds = 0;         // until the session ends of itself; 0: no warning
  std::string extend_url = {};     // POST with csrf: keeps the session; for the warning
  std::string contact = {};        // whom to ask about personal information, at the foot
  bool index = false;              // public notice: search engines may list it
};

/// The full HTML document.
std::string render_page(const PageFrame&, const AssetUrls&);

/// The small frame for a refusal (404, 500 …): heading, words, a way on. Needs nothing but strings.
PageFrame refusal_frame(int status, std::string_view words, std::string_view request_id);

/// The mark: an amber speech bubble with a tick, as inline SVG.
Html mark(int size_px = 32);

}  // namespace candour::html
