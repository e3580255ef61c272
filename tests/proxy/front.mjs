// The shipped configurations of nginx and Caddy, run on 127.0.0.1 with a certificate made for the test: the very
// files of docs/operating/proxy, with names, ports and paths changed and nothing else.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import assert from "node:assert/strict";
import { root } from "../crash/server.mjs";

/** A port that nobody has at this moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer();
    s.on("error", reject);
    s.listen(0, "127.0.0.1", () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

/** The text with each of the pairs changed; a place that is not there is an error. */
function changed(text, pairs) {
  for (const [from, to] of pairs) {
    assert.ok(text.includes(from), `the configuration no longer has: ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const shipped = (name) => readFileSync(join(root, "docs/operating/proxy", name), "utf8");

const kinds = {
  nginx({ folder, plain, secure, behind }) {
    const site = changed(shipped("nginx.conf"), [
      ["    listen [::]:80;\n", ""], ["    listen [::]:443 ssl http2;\n", ""],
      ["listen 80;", `listen 127.0.0.1:${plain};`], ["listen 443 ssl http2;", `listen 127.0.0.1:${secure} ssl http2;`],
      ["https://care.example.org$request_uri", `https://localhost:${secure}$request_uri`],
      ["server_name care.example.org;", "server_name localhost;"],
      ["/etc/ssl/candour/fullchain.pem", join(folder, "cert.pem")], ["/etc/ssl/candour/privkey.pem", join(folder, "key.pem")],
      ["/var/log/nginx/candour.log", join(folder, "error.log")], ["server 127.0.0.1:8080;", `server 127.0.0.1:${behind};`],
    ]);
    writeFileSync(join(folder, "site.conf"), site);
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((n) => `  ${n}_temp_path ${join(folder, "temp", n)};`).join("\n");
    writeFileSync(join(folder, "nginx.conf"), `daemon off;
worker_processes 1;
${process.getuid() === 0 ? "user root;" : ""}
pid ${join(folder, "nginx.pid")};
error_log stderr warn;
events { worker_connections 1024; }
http {
${temp}
  include ${join(folder, "site.conf")};
}
`);
    mkdirSync(join(folder, "temp"));
    return ["/usr/sbin/nginx", ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")], {}];
  },
  caddy({ folder, plain, secure, behind }) {
    const file = changed(shipped("Caddyfile"), [
      ["	admin off\n", `	admin off\n	http_port ${plain}\n	https_port ${secure}\n	default_bind 127.0.0.1\n`],
      ["\ncare.example.org {", "\nlocalhost {"], ["	tls {\n", `	tls ${join(folder, "cert.pem")} ${join(folder, "key.pem")} {\n`],
      ["127.0.0.1:8080", `127.0.0.1:${behind}`],
    ]);
    writeFileSync(join(folder, "Caddyfile"), file);
    return ["/usr/bin/caddy", ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"],
      { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }];
  },
};

/** Starts "nginx" or "caddy" before the server at `behind`; { plain, secure, folder, say(), stop() }. */
export async function startFront(kind, behind) {
  const folder = mkdtempSync(join(tmpdir(), `candour-${kind}-`));
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")],
    { stdio: "ignore" });
  const plain = await freePort(), secure = await freePort();
  const [program, args, env] = kinds[kind]({ folder, plain, secure, behind });
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let words = "";
  for (const out of [child.stdout, child.stderr]) out.on("data", (d) => (words += d));
  const ended = new Promise((r) => child.once("exit", r));
  child.once("error", (e) => (words += `${program}: ${e.message}. Run script/install test.`));
  const front = {
    plain, secure, folder,
    /** Says bytes over TLS and gives all that came back until the line was closed or `ms` had passed. */
    async say(bytes, { ms = 4000, from = "127.0.0.1", enough, goOn } = {}) {
      const line = await front.line({ from });
      line.write(bytes);
      // As a browser that is still sending its file: Caddy looks up from a body only when more of it comes.
      const more = goOn ? setInterval(() => line.write(goOn), 50) : undefined;
      line.once("close", () => clearInterval(more));
      let heard = "";
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        const end = () => (clearTimeout(timer), resolve());
        line.on("data", (d) => {
          heard += d.toString("latin1");
          if (enough?.test(heard)) end();
        });
        line.on("close", end);
      });
      line.destroy();
      return heard;
    },
    /** A TLS line over which HTTP/1.1 is spoken. */
    line({ from = "127.0.0.1", ...more } = {}) {
      return new Promise((resolve, reject) => {
        const line = tls.connect({ host: "127.0.0.1", port: secure, localAddress: from, servername: "localhost", rejectUnauthorized: false, ALPNProtocols: ["http/1.1"], ...more }, () => resolve(line));
        line.once("error", reject);
        line.on("error", () => {});
      });
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const until = Date.now() + 20_000; ; await sleep(50)) {
    try {
      (await front.line()).destroy();
      return front;
    } catch (e) {
      if (Date.now() > until || child.exitCode !== null) {
        child.kill("SIGKILL");
        rmSync(folder, { recursive: true, force: true });
        throw new Error(`${kind} did not start: ${e.message}\n${words}`);
      }
    }
  }
}
