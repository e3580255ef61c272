// What attackers tried on 0.1, once more through the shipped configurations of nginx and Caddy: forged and doubled
// X-Forwarded-For lines, guesses, slow bodies, bodies too big, requests whose end is ambiguous, plain HTTP.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { makeHome, Server } from "../crash/server.mjs";
import { startFront } from "./front.mjs";

const org = "ll";
const whole = /^HTTP\/1\.1 \d+[^]*\r\n\r\n/;

const statusOf = (heard) => Number(heard.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0);
const headersOf = (heard) => heard.split("\r\n\r\n")[0].split("\r\n").slice(1).map((l) => {
  const at = l.indexOf(":");
  return [l.slice(0, at).toLowerCase(), l.slice(at + 1).trim()];
});

for (const kind of ["nginx", "caddy"])
  describe(kind, () => {
    let home, server, front, host;
    before(async () => {
      home = makeHome(org);
      server = new Server(["--data", home.data, "--charters", home.charters, "--quiet", "--behind-tls"]);
      await server.start();
      front = await startFront(kind, server.port);
      host = `localhost:${front.secure}`;
    });
    after(async () => {
      await front?.stop();
      await server?.kill("SIGTERM");
      home?.remove();
    });

    const get = (path, more = "", options = {}) =>
      front.say(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`, options);
    const post = (path, body, more = "", options = {}) =>
      front.say(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n${more}` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`, options);
    const guess = (n, more = "", options = {}) => post(`/${org}/sign-in`, `username=nobody-${n}&password=violet+kettle+harbour+42`, more, options);
    async function signIn(from) {
      const account = home.signIns.find((a) => a.role === "worker");
      const heard = await post(`/${org}/sign-in`, new URLSearchParams({ username: account.username, password: account.password }).toString(),
        `Origin: https://${host}\r\n`, { from });
      assert.equal(statusOf(heard), 303, heard.slice(0, 300));
      const cookie = headersOf(heard).find(([n, v]) => n === "set-cookie" && v.startsWith("__Host-candour-ll="))?.[1];
      assert.match(cookie ?? "", /Secure/);
      return cookie.split(";")[0];
    }

    test("plain HTTP leads to TLS and nowhere else", async () => {
      const answer = await new Promise((resolve, reject) =>
        http.get({ host: "127.0.0.1", port: front.plain, path: `/${org}/notice?x=y`, headers: { Host: `localhost:${front.plain}` } }, resolve).on("error", reject));
      answer.resume();
      assert.equal(answer.statusCode, 308);
      assert.match(answer.headers.location, new RegExp(`^https://localhost(:${front.secure})?/${org}/notice\\?x=y$`));
    });

    test("a page comes with each strict header once, and old TLS does not come at all", async () => {
      const heard = await get(`/${org}/notice`);
      assert.equal(statusOf(heard), 200);
      const headers = headersOf(heard);
      for (const name of ["content-security-policy", "strict-transport-security", "x-content-type-options", "x-frame-options",
        "referrer-policy", "permissions-policy", "cross-origin-opener-policy", "cache-control", "content-type", "etag"])
        assert.equal(headers.filter(([n]) => n === name).length, 1, `${name} in ${JSON.stringify(headers)}`);
      assert.doesNotMatch(headers.find(([n]) => n === "server")?.[1] ?? "", /\d/);
      await assert.rejects(front.line({ maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }));
    });

    test("forms come from https and from here", async () => {
      assert.equal(statusOf(await guess("a", `Origin: https://${host}\r\n`)), 422);
      for (const origin of [`http://${host}`, "https://localhost", "https://evil.example", "null"])
        assert.equal(statusOf(await guess("b", `Origin: ${origin}\r\n`)), 403, origin);
    });

    test("A9 whoever guesses is one, however many addresses they claim to have", async () => {
      const seen = {};
      for (let i = 0; i < 90; i++) {
        const forged = [`X-Forwarded-For: 203.0.113.${i}\r\n`, `X-Forwarded-For: 203.0.113.${i}\r\nX-Forwarded-For: 198.51.100.${i}\r\n`,
          `X-Forwarded-For: 203.0.113.${i}, 127.0.0.1\r\nForwarded: for=198.51.100.${i}\r\nX-Real-IP: 198.51.100.${i}\r\n`][i % 3];
        const heard = await guess(`forged-${i}`, forged, { from: "127.0.7.1", ms: 20_000 });
        seen[statusOf(heard)] = (seen[statusOf(heard)] ?? 0) + 1;
      }
      assert.ok(seen[429] > 0, `guesses were answered ${JSON.stringify(seen)}`);
      assert.equal(statusOf(await guess("last", "X-Forwarded-For: 203.0.113.250\r\n", { from: "127.0.7.1" })), 429);
      assert.equal(statusOf(await guess("other", "", { from: "127.0.8.1" })), 422, "somebody else is not held up");
    });

    test("A8 slow bodies do not stop those who work", async () => {
      const cookie = await signIn("127.0.5.1");
      const lines = await Promise.all(Array.from({ length: 48 }, () => front.line({ from: "127.0.6.1" })));
      for (const [i, l] of lines.entries())
        l.write(`POST /${org}/${i % 2 ? "sign-in" : "people/x/write/contact-note"} HTTP/1.1\r\nHost: ${host}\r\n` +
          `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${i % 2 ? 700_000 : 30_000}\r\n\r\nusername=x`);
      await sleep(500);
      assert.equal(statusOf(await get(`/${org}/day`, `Cookie: ${cookie}\r\n`, { from: "127.0.5.1" })), 200);
      const upload = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n" + "z".repeat(400_000) + "\r\n--B--\r\n";
      const taken = await front.say(`POST /${org}/import/new HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n` +
        `Content-Type: multipart/form-data; boundary=B\r\nContent-Length: ${upload.length}\r\n\r\n${upload}`, { from: "127.0.5.1" });
      assert.equal(statusOf(taken), 409, "it was read to its end, and had no token");
      for (const l of lines) l.destroy();
    });

    test("A8 nobody's files are not read, and a body too big is told so", async () => {
      const head = (length, more = "") => `POST /${org}/import/new HTTP/1.1\r\nHost: ${host}\r\n${more}` +
        `Content-Type: multipart/form-data; boundary=B\r\nContent-Length: ${length}\r\n\r\n--B\r\n`;
      const goOn = "z".repeat(20_000);
      assert.equal(statusOf(await front.say(head(20_000_000), { enough: whole, goOn })), 401);
      const cookie = await signIn("127.0.5.2");
      for (const length of [270_000_000, 9_000_000_000])
        assert.equal(statusOf(await front.say(head(length, `Cookie: ${cookie}\r\n`), { enough: whole, goOn })), 413);
    });

    test("a request whose end is ambiguous smuggles nothing", async () => {
      const next = `GET /${org}/notice?smuggled HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
      const form = `POST /${org}/sign-in HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
      const small = next.length.toString(16);
      for (const shape of [
        `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next}`,
        `Content-Length: ${next.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next}`,
        `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${small}\r\n${next}\r\n0\r\n\r\n`,
        `Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\na=b&${next}`,
        `Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\na=b&${next}`,
        `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${next}`,
        `Transfer-Encoding: \x0bchunked\r\nContent-Length: 4\r\n\r\na=b&${next}`,
        `Content-Length: 4\r\nContent-Length: ${4 + next.length}\r\n\r\na=b&${next}`,
        `Content-Length: +4\r\n\r\na=b&${next}`,
        `X: y\r\nContent-Length: 4, 4\r\n\r\na=b&${next}`,
      ]) {
        const heard = await front.say(form + shape, { ms: 1500 });
        const answers = heard.match(/HTTP\/1\.1 \d+/g) ?? [];
        // At most the form's own answer, and that to what came behind it, as the same sender's next request.
        assert.ok(answers.length <= 2, shape);
        assert.ok(answers.length === 0 || [400, 403, 411, 422, 501].includes(statusOf(heard)), `${shape}: ${heard.slice(0, 100)}`);
      }
      // The lines between the proxy and the server still answer each what it is asked.
      for (let i = 0; i < 5; i++) assert.match(await get(`/${org}/sign-in`), /<h1[^>]*>\s*Sign in/);
    });
  });
