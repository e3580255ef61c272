// A browser without a screen: cookies, forms with their token, files; over one kept connection. An answer counts
// only when it came whole.
import http from "node:http";

export class Unanswered extends Error {}

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", apos: "'" };
const unescape = (s) => s.replace(/&(#?\w+);/g, (all, name) => entities[name] ?? all);
const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found ? unescape(found[1]) : undefined;
};

/** What a form would send as it stands: [[name, value] …], or null when the page has no form to that action. */
export function formTo(page, action) {
  for (const [form] of page.matchAll(/<form[^>]*>[^]*?<\/form>/g)) {
    if (unescape(attribute(form.match(/^<form[^>]*>/)[0], "action") ?? "").split("?")[0] !== action) continue;
    const fields = [];
    for (const [tag] of form.matchAll(/<input\b[^>]*>|<textarea\b[^>]*>[^]*?<\/textarea>|<select\b[^>]*>[^]*?<\/select>/g)) {
      const name = attribute(tag, "name");
      const type = attribute(tag, "type");
      if (!name || type === "file" || type === "submit") continue;
      if ((type === "radio" || type === "checkbox") && !/\schecked(\s|>|=)/.test(tag)) continue;
      if (tag.startsWith("<textarea")) fields.push([name, unescape(tag.replace(/^<textarea[^>]*>|<\/textarea>$/g, "").replace(/^\n/, ""))]);
      else if (tag.startsWith("<select")) {
        const chosen = tag.match(/<option[^>]*\sselected[^>]*>/)?.[0] ?? tag.match(/<option[^>]*>/)?.[0];
        fields.push([name, (chosen && attribute(chosen, "value")) ?? ""]);
      } else fields.push([name, attribute(tag, "value") ?? (type === "checkbox" ? "on" : "")]);
    }
    return fields;
  }
  return null;
}

/** Fields of a form with some of them filled in otherwise; undefined takes one away. */
export function filled(fields, answers) {
  const kept = fields.filter(([name]) => !(name in answers));
  return [...kept, ...Object.entries(answers).filter(([, v]) => v !== undefined)];
}

function multipart(fields, files) {
  const mark = "candour-crash-3c9d1f";
  const parts = [];
  for (const [name, value] of fields)
    parts.push(`--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  for (const f of files)
    parts.push(`--${mark}\r\nContent-Disposition: form-data; name="${f.field}"; filename="${f.name}"\r\nContent-Type: ${f.type}\r\n\r\n`,
      f.bytes, "\r\n");
  parts.push(`--${mark}--\r\n`);
  return { type: `multipart/form-data; boundary=${mark}`, body: Buffer.concat(parts.map((p) => Buffer.from(p))) };
}

export class Browser {
  #cookies = new Map();
  #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  port = 0;

  /** After the server was started again: sessions live on, connections do not. */
  goTo(port) {
    this.#agent.destroy();
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    this.port = port;
  }
  close() {
    this.#agent.destroy();
  }

  get(path) {
    return this.#ask("GET", path);
  }
  post(path, fields, files = []) {
    if (files.length) {
      const { type, body } = multipart(fields, files);
      return this.#ask("POST", path, body, type);
    }
    return this.#ask("POST", path, Buffer.from(new URLSearchParams(fields).toString()), "application/x-www-form-urlencoded");
  }

  #ask(method, path, body, type) {
    return new Promise((resolve, reject) => {
      const no = (why) => reject(new Unanswered(`${method} ${path.split("?")[0]}: ${why}`));
      const headers = { cookie: [...this.#cookies].map(([k, v]) => `${k}=${v}`).join("; ") };
      if (body) Object.assign(headers, { "content-type": type, "content-length": body.length });
      const r = http.request({ agent: this.#agent, host: "127.0.0.1", port: this.port, method, path, headers, timeout: 30_000 }, (a) => {
        const pieces = [];
        a.on("data", (d) => pieces.push(d));
        a.on("error", (e) => no(e.message));
        a.on("aborted", () => no("cut off"));
        a.on("end", () => {
          if (!a.complete) return no("cut off");
          for (const c of a.headers["set-cookie"] ?? []) {
            const [name, ...value] = c.split(";")[0].split("=");
            if (value.join("=") === "" || /max-age=0/i.test(c)) this.#cookies.delete(name);
            else this.#cookies.set(name, value.join("="));
          }
          const bytes = Buffer.concat(pieces);
          resolve({ status: a.statusCode, location: a.headers.location ?? "", bytes, text: bytes.toString() });
        });
      });
      r.on("timeout", () => r.destroy(new Error("no answer in 30 s")));
      r.on("error", (e) => no(e.message));
      r.end(body);
    });
  }
}
