// Mail servers on this machine that print whatever they are given: one that takes mail unlocked, one that begins TLS
// with a certificate of its own.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const freePort = () => new Promise((resolve) => {
  const s = createServer().listen(0, "127.0.0.1", () => {
    const { port } = s.address();
    s.close(() => resolve(port));
  });
});

/** A certificate of 127.0.0.1 that signs for itself: { cert, key }. */
export function certificate() {
  const dir = mkdtempSync(join(tmpdir(), "candour-mail-"));
  const [cert, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { cert, key };
}

/** { url, said(), stop() }, at a port if it is given; with a certificate it takes mail only under TLS. */
export async function mailServer(tls, at) {
  const port = at ?? (await freePort());
  const child = spawn("/usr/bin/python3", ["-u", "-m", "aiosmtpd", "-n", "-l", `127.0.0.1:${port}`,
    ...(tls ? ["--tlscert", tls.cert, "--tlskey", tls.key] : []), "-c", "aiosmtpd.handlers.Debugging", "stdout"],
    { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (d) => (said += d));
  return { url: `smtp://127.0.0.1:${port}`, said: () => said.replace(/=\r?\n/g, ""), stop: () => child.kill() };
}

export async function until(what, so, ms) {
  const began = Date.now();
  while (!(await so())) {
    if (Date.now() - began > ms) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((r) => setTimeout(r, 50));
  }
  return Date.now() - began;
}
