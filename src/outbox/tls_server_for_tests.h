// A mail server on this machine that locks the way, with a certificate that it has signed itself, for tests.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "outbox/smtp_server_for_tests.h"

namespace candour::outbox {

/// A certificate and its key. `of`: such as "IP:127.0.0.1"; `days`: how long it holds from now on.
class SelfSigned {
 public:
  explicit SelfSigned(const char* of, long days = 2) : key_(EVP_EC_gen("P-256")), cert_(X509_new()) {
    constexpr long kDay = 24 * 60 * 60;
    X509_set_version(cert_.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert_.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert_.get()), -10 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(cert_.get()), days * kDay);
    X509_set_pubkey(cert_.get(), key_.get());
    auto* name = X509_get_subject_name(cert_.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Example"),
                               -1, -1, 0);
    X509_set_issuer_name(cert_.get(), name);
    says(NID_subject_alt_name, of);
    says(NID_basic_constraints, "critical,CA:TRUE");
    if (X509_sign(cert_.get(), key_.get(), EVP_sha256()) == 0)
      throw std::runtime_error("no certificate was made");
  }
  X509* cert() const { return cert_.get(); }
  EVP_PKEY* key() const { return key_.get(); }
  /// Writes it down as an authority to be trusted.
  void trusted_in(const std::string& file) const {
    auto* out = std::fopen(file.c_str(), "we");
    if (!out) throw std::runtime_error("no place for a certificate");
    PEM_write_X509(out, cert_.get());
    std::fclose(out);
  }

 private:
  void says(int what, const char* words) {
    auto* more = X509V3_EXT_conf_nid(nullptr, nullptr, what, words);
    if (!more) throw std::runtime_error("no certificate says such a thing");
    X509_add_ext(cert_.get(), more, -1);
    X509_EXTENSION_free(more);
  }
  struct Done {
    void operator()(EVP_PKEY* k) const { EVP_PKEY_free(k); }
    void operator()(X509* c) const { X509_free(c); }
  };
  std::unique_ptr<EVP_PKEY, Done> key_;
  std::unique_ptr<X509, Done> cert_;
};

/// What was said is kept both in the open and locked.
class LockedMailServer final : public SmtpServer {
 public:
  explicit LockedMailServer(const SelfSigned& shows) : tls_(SSL_CTX_new(TLS_server_method())) {
    std::signal(SIGPIPE, SIG_IGN);  // whoever does not like the certificate hangs up
    SSL_CTX_use_certificate(tls_.get(), shows.cert());
    SSL_CTX_use_PrivateKey(tls_.get(), shows.key());
    start();
  }
  ~LockedMailServer() override { stop(); }

 private:
  void serve(int fd) override {
    say(fd, "220 test\r\n");
    std::string all;
    for (std::string piece; (piece = more(fd)) != "";) {
      all += piece;
      const bool locks = piece.starts_with("STARTTLS");
      say(fd, locks                       ? "220 go on\r\n"
              : piece.starts_with("EHLO") ? "250-test\r\n250 STARTTLS\r\n"
                                          : "250 good\r\n");
      if (locks) locked(fd, all);
      if (locks || piece.starts_with("QUIT")) break;
    }
    keep(all);
  }
  void locked(int fd, std::string& all) {
    const std::unique_ptr<SSL, Done> way(SSL_new(tls_.get()));
    SSL_set_fd(way.get(), fd);
    if (SSL_accept(way.get()) != 1) return;
    bool data = false;
    char piece[4096];
    for (int got = 0; (got = SSL_read(way.get(), piece, sizeof piece)) > 0;) {
      const std::string_view said(piece, static_cast<std::size_t>(got));
      all += said;
      std::string_view answer = "250 good\r\n";
      if (data) {
        if (!all.ends_with("\r\n.\r\n")) continue;
        data = false;
      } else if (said.starts_with("DATA")) {
        data = true;
        answer = "354 go on\r\n";
      }
      SSL_write(way.get(), answer.data(), static_cast<int>(answer.size()));
      if (said.starts_with("QUIT")) break;
    }
  }
  struct Done {
    void operator()(SSL_CTX* c) const { SSL_CTX_free(c); }
    void operator()(SSL* s) const { SSL_free(s); }
  };
  std::unique_ptr<SSL_CTX, Done> tls_;
};

}  // namespace candour::outbox
