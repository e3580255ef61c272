#include "outbox/post.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <ctime>
#include <memory>
#include <mutex>
#include <system_error>

#include "base/uk.h"

namespace candour::outbox {
namespace {

// A mail server may take its time once it has all of a letter; five of them stay within what they are taken
// for.
constexpr long kConnectSeconds = 10, kWholeSeconds = 30, kMailSeconds = 55;

tl::unexpected<Error> not_sent(std::string why) {
  return fail(Code::Unavailable, "It could not be sent.", std::move(why));
}
/// What curl says, as what can be done about it.
Code code_of(CURLcode done) {
  switch (done) {
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
      return Code::NotAllowed;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return Code::Corrupt;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_LOGIN_DENIED:
      return Code::Conflict;
    default:
      return Code::Unavailable;
  }
}
std::string last_error() {
  return std::error_code(errno, std::generic_category()).message();
}

/// With the signs that RFC 5322 allows before the @ without quotes; of those none ends a line or a command.
bool is_address(std::string_view s) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto one_of = [&](std::string_view signs) {
    return [=](char c) { return letter(c) || signs.find(c) != signs.npos; };
  };
  const auto at = s.find('@');
  if (s.size() > 254 || at == s.npos || at == 0 || at + 1 == s.size()) return false;
  return std::ranges::all_of(s.substr(0, at), one_of(".-_+!#$%&'*/=?^`{|}~")) &&
         std::ranges::all_of(s.substr(at + 1), one_of(".-_"));
}

/// RFC 5322: "Sat, 21 Nov 2026 10:00:00 +0000"
std::string mail_date(UnixMs at) {
  const std::time_t seconds = at.ms / 1000;
  std::tm t{};
  gmtime_r(&seconds, &t);
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char rest[32];
  std::strftime(rest, sizeof rest, " %Y %H:%M:%S +0000", &t);
  return std::string(kDays[t.tm_wday]) + ", " + std::to_string(t.tm_mday) + " " + kMonths[t.tm_mon] + rest;
}

/// RFC 2047: a line of a mail's head holds ASCII alone; other letters go in words of at most 75 signs, each
/// with whole characters.
std::string header_words(std::string_view text) {
  const auto plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::all_of(text.begin(), text.end(), plain) && text.find("=?") == text.npos) return std::string(text);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::size_t kMost = 75 - 12;  // beside "=?UTF-8?Q?" and "?="
  std::string all, word;
  const auto end_word = [&] {
    if (!word.empty()) all += (all.empty() ? "=?UTF-8?Q?" : "\r\n =?UTF-8?Q?") + word + "?=";
    word.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    std::string coded;
    do {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte == ' ')
        coded += '_';
      else if (std::isalnum(byte))
        coded += static_cast<char>(byte);
      else
        coded += {'=', kDigits[byte >> 4], kDigits[byte & 15]};
      ++i;
    } while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80);
    if (word.size() + coded.size() > kMost) end_word();
    word += coded;
  }
  end_word();
  return all;
}

Status append(const std::string& file, std::string_view text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return not_sent("open: " + last_error());
  std::string why;
  // One write, so that two servers that append to one file do not mix their lines.
  const auto written = ::write(fd, text.data(), text.size());
  if (written < 0)
    why = "write: " + last_error();
  else if (static_cast<std::size_t>(written) != text.size())
    why = "write: the disk is full";
  else if (::fsync(fd) != 0 && errno != EINVAL && errno != EROFS)  // a pipe cannot be synced
    why = "fsync: " + last_error();
  ::close(fd);
  return why.empty() ? Status{} : Status(not_sent(why));
}

/// One exchange with another computer.
class Transfer {
 public:
  Transfer(const std::string& url, const char* protocols, const std::atomic<bool>& stop) : stop_(stop) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    curl_.reset(curl_easy_init());
    if (!curl_) return;
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, protocols);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_TIMEOUT, kWholeSeconds);
    set(CURLOPT_WRITEFUNCTION, static_cast<std::size_t (*)(char*, std::size_t, std::size_t, void*)>(
                                   [](char*, std::size_t size, std::size_t n, void*) { return size * n; }));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFODATA, &stop_);
    set(CURLOPT_XFERINFOFUNCTION, static_cast<int (*)(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t)>(
                                      [](void* p, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
                                        return static_cast<const std::atomic<bool>*>(p)->load() ? 1 : 0;
                                      }));
  }
  ~Transfer() {
    curl_slist_free_all(headers_);
    curl_slist_free_all(recipients_);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  template <class V>
  void set(CURLoption option, V value) {
    if (const auto done = curl_easy_setopt(curl_.get(), option, value);
        done != CURLE_OK && failed_ == CURLE_OK)
      failed_ = done;
  }
  void header(const std::string& line) { headers_ = added(headers_, line); }
  void recipient(const std::string& address) { recipients_ = added(recipients_, "<" + address + ">"); }
  void mail_text(std::string_view text, const std::vector<Attached>& attached) {
    // A mail's lines end with CR LF; a bare LF would be sent as a coded character.
    std::string lines;
    for (const char c : text) lines += c == '\n' ? std::string_view("\r\n") : std::string_view(&c, 1);
    mime_.reset(curl_mime_init(curl_.get()));
    auto* part = curl_mime_addpart(mime_.get());
    curl_mime_data(part, lines.data(), lines.size());
    curl_mime_type(part, "text/plain; charset=utf-8");
    curl_mime_encoder(part, "quoted-printable");
    for (const auto& one : attached) {
      auto* more = curl_mime_addpart(mime_.get());
      curl_mime_data(more, reinterpret_cast<const char*>(one.bytes->data()), one.bytes->size());
      curl_mime_type(more, one.type.c_str());
      curl_mime_filename(more, one.name.c_str());
      curl_mime_encoder(more, "base64");
    }
    set(CURLOPT_MIMEPOST, mime_.get());
  }

  Status run() {
    if (!curl_) return not_sent("curl cannot start");
    set(CURLOPT_HTTPHEADER, headers_);
    if (recipients_) set(CURLOPT_MAIL_RCPT, recipients_);
    if (failed_ != CURLE_OK) return not_sent(curl_easy_strerror(failed_));
    const auto done = curl_easy_perform(curl_.get());
    // curl's own words may repeat the address, so only its code goes to the log.
    if (done != CURLE_OK)
      return fail(unsure(done) ? Code::TooMuch : code_of(done), "It could not be sent.",
                  "curl " + std::to_string(done) + ": " + curl_easy_strerror(done));
    return {};
  }
  /// The last that a mail server said was to go on with the text (354): what it did with that, nobody knows.
  bool unsure(CURLcode done) {
    const bool silent = done == CURLE_OPERATION_TIMEDOUT || done == CURLE_RECV_ERROR ||
                        done == CURLE_SEND_ERROR || done == CURLE_GOT_NOTHING ||
                        done == CURLE_ABORTED_BY_CALLBACK;
    return recipients_ && silent && answered() == 354;
  }
  long answered() {
    long status = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

 private:
  curl_slist* added(curl_slist* list, const std::string& line) {
    auto* longer = curl_slist_append(list, line.c_str());
    if (!longer) failed_ = CURLE_OUT_OF_MEMORY;
    return longer ? longer : list;
  }
  struct Done {
    void operator()(CURL* c) const { curl_easy_cleanup(c); }
    void operator()(curl_mime* m) const { curl_mime_free(m); }
  };
  const std::atomic<bool>& stop_;
  std::unique_ptr<CURL, Done> curl_;
  std::unique_ptr<curl_mime, Done> mime_;
  curl_slist *headers_ = nullptr, *recipients_ = nullptr;
  CURLcode failed_ = CURLE_OK;
};

Status post_web(const std::string& url, const Letter& letter, const std::atomic<bool>& stop) {
  Transfer t(url, "http,https", stop);
  t.header("Content-Type: text/plain; charset=utf-8");
  t.header("Expect:");
  t.set(CURLOPT_USERAGENT, "candour");
  t.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(letter.text.size()));
  t.set(CURLOPT_POSTFIELDS, letter.text.c_str());
  CHECK_OK(t.run());
  if (t.answered() / 100 != 2) return not_sent("answered " + std::to_string(t.answered()));
  return {};
}

Status post_mail(const std::string& to, const Letter& letter, const Mailer& mailer,
                 const std::atomic<bool>& stop) {
  if (mailer.url.empty() || !is_address(mailer.from))
    return fail(Code::Invalid, "There is no mail server to send it with.", "no mailer");
  const LockedWay* way = nullptr;
  for (const auto& one : mailer.locked)  // the way of the nearest domain: that of a part before the whole
    if (letter.locked && uk::at_domain(to, one.domain) && (!way || one.domain.size() > way->domain.size()))
      way = &one;
  if (letter.locked && !way)
    return fail(Code::NotAllowed, "It could not be sent.", "no locked way to that domain");
  Transfer t(way ? way->url : mailer.url, "smtp,smtps", stop);
  t.set(CURLOPT_TIMEOUT, kMailSeconds);
  if (!mailer.authorities.empty()) t.set(CURLOPT_CAINFO, mailer.authorities.c_str());
  t.set(CURLOPT_MAIL_FROM, ("<" + mailer.from + ">").c_str());
  t.recipient(to);
  if (way) {
    t.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    t.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    t.set(CURLOPT_SSL_VERIFYPEER, 1L);
    t.set(CURLOPT_SSL_VERIFYHOST, 2L);
  } else if (mailer.user.empty()) {
    t.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
  }
  if (!mailer.user.empty() && (!way || way->url == mailer.url)) {
    t.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    t.set(CURLOPT_USERNAME, mailer.user.c_str());
    t.set(CURLOPT_PASSWORD, mailer.password.c_str());
  }
  t.header("From: Candour <" + mailer.from + ">");
  t.header("To: <" + to + ">");
  t.header("Date: " + mail_date(letter.at));
  t.header("Subject: " + header_words(letter.subject));
  if (!letter.stop.empty()) {
    t.header("List-Unsubscribe: <" + letter.stop + ">");
    t.header("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  }
  t.header("Auto-Submitted: auto-generated");
  // The same for each try: whoever gets it twice has it once.
  if (!letter.id.empty())
    t.header("Message-ID: <" + letter.id + mailer.from.substr(mailer.from.rfind('@')) + ">");
  t.mail_text(letter.text, letter.attached);
  return t.run();
}

}  // namespace

Result<Target> read_target(std::string_view text) {
  constexpr std::string_view kMail = "mailto:";
  const bool control = std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
  if (text.starts_with("https://") || text.starts_with("http://")) {
    if (!control && text.find(' ') == text.npos && text.size() > text.find("//") + 2)
      return Target{Target::Kind::Web, std::string(text)};
  } else if (text.starts_with(kMail)) {
    if (is_address(text.substr(kMail.size())))
      return Target{Target::Kind::Mail, std::string(text.substr(kMail.size()))};
  } else if (!text.empty() && !control && text.find("://") == text.npos) {
    return Target{Target::Kind::File, std::string(text)};
  }
  return fail(Code::Invalid,
              "\"" + std::string(text) +
                  "\" is not somewhere to send to. To mend: give a file, mailto:name@example.org, "
                  "or an address that begins with https://.");
}

Result<LockedWay> read_locked_way(std::string_view text) {
  const auto is = text.find('=');
  LockedWay way{std::string(text.substr(0, is)), is == text.npos ? "" : std::string(text.substr(is + 1))};
  const bool server = way.url.starts_with("smtp://") || way.url.starts_with("smtps://");
  if (!is_address("a@" + way.domain) || way.domain.find('.') == way.domain.npos || !server)
    return fail(Code::Invalid, "\"" + std::string(text) +
                                   "\" names no mail server of a domain. To mend: write it like "
                                   "nhs.net=smtp://HOST:25 or nhs.net=smtps://HOST:465.");
  return way;
}

std::string_view name_of(Target::Kind kind) {
  switch (kind) {
    case Target::Kind::File:
      return "file";
    case Target::Kind::Mail:
      return "mail";
    case Target::Kind::Web:
      return "web";
  }
  return "";
}

Status post(const Target& target, const Letter& letter, const Mailer& mailer, const std::atomic<bool>& stop) {
  switch (target.kind) {
    case Target::Kind::File:
      return append(target.to, letter.text);
    case Target::Kind::Mail:
      return post_mail(target.to, letter, mailer, stop);
    case Target::Kind::Web:
      return post_web(target.to, letter, stop);
  }
  return not_sent("an unknown target");
}

}  // namespace candour::outbox
