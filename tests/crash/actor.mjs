// One member of staff at work, through the real pages: looks at people, writes notes, corrects them, leaves drafts,
// uploads letters. What has an answer goes into the model; what has none waits until settle() has looked what
// became of it.
import { createHash } from "node:crypto";
import assert from "node:assert/strict";
import { Browser, Unanswered, filled, formTo } from "./browser.mjs";

const id26 = "[0-9a-hjkmnp-tv-z]{26}";
const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** The server is on its way down (or its database is): an answer of "not now" is no answer. */
class NotNow extends Unanswered {}

export class Actor {
  people = [];
  found = [];  // entries that were there before
  #browser = new Browser();
  #open = [];  // acts without an answer: async () => … that settle them
  #n = 0;

  constructor(account, model, dice, run) {
    Object.assign(this, { account, model, dice, run, name: account.username, at: `/${account.org}` });
  }
  goTo(port) {
    this.#browser.goTo(port);
  }
  close() {
    this.#browser.close();
  }

  async signIn() {
    const a = await this.#browser.post(`${this.at}/sign-in`, [["username", this.name], ["password", this.account.password]]);
    assert.equal(a.status, 303, `${this.name} could not sign in: ${a.status}`);
    const list = await this.page(`${this.at}/people`);
    const all = [...new Set([...list.matchAll(new RegExp(`${this.at}/people/(${id26})`, "g"))].map((m) => m[1]))];
    for (const person of all.slice(0, 10)) {
      if (this.people.length >= 5 || this.account.role === "supervisor") break;
      const page = await this.page(this.path(person));
      // Those for whom this worker writes, and what is written about them already.
      if (!page.includes("/write/contact-note") || !page.includes("/write/letter")) continue;
      this.people.push(person);
      for (const [, id] of page.matchAll(new RegExp(`/entries/(${id26})"`, "g")))
        if (this.found.length < 8 * this.people.length) this.found.push({ person, id });
    }
    assert.ok(this.people.length || this.account.role === "supervisor", `${this.name} writes about nobody`);
  }

  // Pages

  path(person, rest = "") {
    return `${this.at}/people/${person}${rest}`;
  }
  check(a, wanted, what) {
    if (a.status === 503 && this.run.outage) throw new NotNow(`${what}: not now`);
    assert.ok(wanted.includes(a.status), `${this.name}, ${what}: ${a.status} ${a.location}\n${words(a.text)}`);
    return a;
  }
  async page(path) {
    return this.check(await this.#browser.get(path), [200], `GET ${path}`).text;
  }
  /** A page that leaves one line on the ledger, about this thing. */
  async view(path, thing) {
    const look = this.model.views.asked(this.name, thing);
    const a = this.check(await this.#browser.get(path), [200], `GET ${path}`);
    look.shown();
    return a;
  }
  viewPerson(person) {
    return this.view(this.path(person), `timeline ${person}`);
  }
  viewEntry(e, version) {
    return this.view(this.path(e.person, `/entries/${e.id}`) + (version ? `?version=${version}` : ""), e.id);
  }
  async form(path) {
    const fields = formTo(await this.page(path), path.split("?")[0]);
    assert.ok(fields, `no form at ${path}`);
    return fields;
  }
  token() {
    return `${this.run.mark}-${this.name}-${++this.#n}`;
  }

  // Acts. Each does one thing and returns when the server has answered.

  async work() {
    const own = this.mine().length > 0;
    const drafts = this.myDrafts().length > 0;
    const act = this.dice.weighted({
      look: 14, read: 12, readOld: 8, note: 22, change: own ? 12 : 0, correct: own ? 6 : 0, draft: 9, draftMore: drafts ? 6 : 0,
      draftKeep: drafts ? 6 : 0, draftAway: drafts ? 2 : 0, letter: 5, move: own ? 4 : 0, download: own ? 3 : 0,
    });
    this.model.acts += 1;
    await this[act]();
  }
  mine() {
    return [...this.model.entries.values()].filter((e) => e.actor === this && !e.doubt);
  }
  myDrafts() {
    return [...this.model.drafts.values()].filter((d) => d.actor === this && !d.doubt);
  }

  look() {
    return this.viewPerson(this.dice.of(this.people));
  }
  read() {
    const own = this.mine();
    return own.length ? this.viewEntry(this.dice.of(own)) : this.look();
  }
  readOld() {
    return this.viewEntry(this.dice.of(this.found));
  }

  async note() {
    const person = this.dice.of(this.people);
    const path = this.path(person, "/write/contact-note");
    const token = this.token();
    const fields = filled(await this.form(path), { method: "phone", "what-happened": `Rang about the week. ${token}`, minutes: "5" });
    await this.keep(path, fields, [], { person, token, kind: "contact-note" });
  }
  async letter() {
    const person = this.dice.of(this.people);
    const path = this.path(person, "/write/letter");
    const token = this.token();
    const fields = filled(await this.form(path), { to: "The council", subject: `About the week ${token}`, text: token });
    const bytes = Buffer.from(`%PDF-1.4\n${token}\n` + "0123456789abcdef\n".repeat(200 + this.dice.upTo(9000)));
    await this.keep(path, fields, [{ field: "copy", name: `${token}.pdf`, type: "application/pdf", bytes }],
      { person, token, kind: "letter", file: { sha: sha(bytes), id: null } });
  }
  /** Sends a form that makes an entry; without an answer, the same form is sent again after the restart. */
  async keep(path, fields, files, { person, token, kind, file, draft }) {
    const send = async () => {
      const a = this.check(await this.#browser.post(path, fields, files), [303], `POST ${path}`);
      const id = a.location.match(new RegExp(`#e-(${id26})$`))?.[1];
      assert.ok(id, `no entry in ${a.location}`);
      this.model.entries.set(id, { id, person, actor: this, kind, tokens: [token], file, touched: this.run.round });
      if (draft) this.finished(draft);
    };
    if (draft) draft.doubt = true;
    await this.orSettle(send, send);
  }
  finished(draft) {
    this.model.drafts.delete(draft.id);
    this.model.gone.set(draft.id, draft);
  }

  change() {
    return this.rewrite("");
  }
  correct() {
    return this.rewrite("?correct=yes");
  }
  async rewrite(how) {
    const e = this.dice.of(this.mine());
    const path = this.path(e.person, `/entries/${e.id}/edit`);
    const token = this.token();
    const field = e.kind === "letter" ? "text" : "what-happened";
    const fields = filled(await this.form(path + how), { [field]: `Rang again. ${token}`, ...(how ? { _why: "It was another day." } : {}) });
    const became = fields.find(([n]) => n === "_based-on")[1];
    assert.equal(Number(became), e.tokens.length, `entry ${e.id} is at another version than was acknowledged`);
    e.doubt = true;
    const done = () => {
      e.tokens.push(token);
      e.doubt = false;
      e.touched = this.run.round;
    };
    await this.orSettle(
      async () => {
        this.check(await this.#browser.post(path, fields), [303], `POST ${path}`);
        done();
      },
      async () => {
        // Either all of it happened or nothing: the form says which version there is now.
        const now = await this.form(path + how);
        const version = Number(now.find(([n]) => n === "_based-on")[1]);
        const text = now.find(([n]) => n === field)[1];
        if (version === e.tokens.length + 1 && text.includes(token)) return done();
        assert.equal(version, e.tokens.length, `entry ${e.id} is torn: version ${version}`);
        assert.ok(text.includes(e.tokens.at(-1)), `entry ${e.id} is torn: version ${version} has other words`);
        e.doubt = false;
      });
  }

  async move() {
    const e = this.dice.of(this.mine());
    if (e.moved || e.kind !== "contact-note") return this.viewEntry(e);
    const path = this.path(e.person, `/entries/${e.id}/move`);
    const csrf = formTo((await this.viewEntry(e)).text, path)?.find(([n]) => n === "csrf");
    assert.ok(csrf, `no way to move ${e.id}`);
    e.doubt = true;
    const done = () => {
      e.tokens.push(e.tokens.at(-1));
      Object.assign(e, { doubt: false, moved: true, touched: this.run.round });
    };
    await this.orSettle(
      async () => {
        this.check(await this.#browser.post(path, [csrf, ["move", "follow-up"], ["based-on", String(e.tokens.length)]]), [303], `POST ${path}`);
        done();
      },
      async () => {
        const now = await this.form(this.path(e.person, `/entries/${e.id}/edit`) + "?correct=yes");
        if (Number(now.find(([n]) => n === "_based-on")[1]) === e.tokens.length + 1) done();
        else e.doubt = false;
      });
  }

  async draft() {
    const person = this.dice.of(this.people);
    const token = this.token();
    const path = this.path(person, "/draft/contact-note");
    const fields = filled(await this.form(this.path(person, "/write/contact-note")), { "what-happened": `Half a line ${token}` });
    const save = async () => {
      const a = this.check(await this.#browser.post(path, fields), [200], `POST ${path}`);
      const id = JSON.parse(a.text).fields._draft;
      this.model.drafts.set(id, { id, person, actor: this, token, touched: this.run.round });
    };
    await this.orSettle(save, async () => {
      // Nobody heard its name: it may lie there, or not. The words are sent once more, as the page's script would.
      this.model.doubtful.drafts += 1;
      await save();
    });
  }
  async draftMore() {
    const d = this.dice.of(this.myDrafts());
    const path = this.path(d.person, "/draft/contact-note");
    const token = this.token();
    const fields = filled(await this.form(this.path(d.person, `/write/contact-note?draft=${d.id}`)), { "what-happened": `Some more ${token}` });
    d.doubt = true;
    const save = async () => {
      const a = this.check(await this.#browser.post(path, fields), [200], `POST ${path}`);
      assert.equal(JSON.parse(a.text).fields._draft, d.id);
      Object.assign(d, { token, doubt: false, touched: this.run.round });
    };
    await this.orSettle(save, async () => {
      const text = await this.page(this.path(d.person, `/write/contact-note?draft=${d.id}`));
      assert.ok(text.includes(token) || text.includes(d.token), `draft ${d.id} is torn`);
      await save();
    });
  }
  async draftKeep() {
    const d = this.dice.of(this.myDrafts());
    const path = this.path(d.person, "/write/contact-note");
    const token = this.token();
    const fields = filled(await this.form(`${path}?draft=${d.id}`), { method: "visit", "what-happened": `The whole line ${token}` });
    await this.keep(path, fields, [], { person: d.person, token, kind: "contact-note", draft: d });
  }
  async draftAway() {
    const d = this.dice.of(this.myDrafts());
    const csrf = (await this.form(this.path(d.person, "/write/contact-note"))).find(([n]) => n === "csrf");
    d.doubt = true;
    const path = `${this.at}/drafts/${d.id}/discard`;
    await this.orSettle(
      async () => {
        this.check(await this.#browser.post(path, [csrf]), [303], `POST ${path}`);
        this.finished(d);
      },
      async () => {
        // What is gone already is refused like what is somebody else's.
        const a = this.check(await this.#browser.post(path, [csrf]), [303, 403, 404], `POST ${path}`);
        assert.ok(a.status === 303 || !(await this.page(`${this.at}/day`)).includes(d.id), `draft ${d.id} is refused to its writer`);
        this.finished(d);
      });
  }

  async download() {
    const e = this.mine().find((x) => x.file);
    if (!e) return this.look();
    await this.readFile(e);
  }
  /** The file of a letter: as it was sent, to the byte. */
  async readFile(e) {
    if (!e.file.id) e.file.id = (await this.viewEntry(e)).text.match(new RegExp(`/files/(${id26})`))?.[1];
    assert.ok(e.file.id, `letter ${e.id} has no file`);
    const a = await this.view(this.path(e.person, `/files/${e.file.id}`), e.file.id);
    return sha(a.bytes) === e.file.sha;
  }

  /** Gives somebody another family name. */
  async rename(person, family) {
    const path = this.path(person, "/profile/edit");
    const fields = filled(await this.form(path), { "family-name": family });
    this.check(await this.#browser.post(path, fields), [303], `POST ${path}`);
  }

  async importList(csv, expected) {
    const path = `${this.at}/import/new`;
    const page = await this.page(path);
    const service = page.match(/<select[^>]*name="service"[^]*?<option[^>]*value="(community-support)"/)[1];
    const fields = filled(formTo(page, path), { service, source: "self" });
    const begun = this.check(await this.#browser.post(path, fields, [{ field: "file", name: "list.csv", type: "text/csv", bytes: Buffer.from(csv) }]), [303], `POST ${path}`);
    const columns = begun.location;
    const job = columns.match(new RegExp(id26))[0];
    const at = `${this.at}/import/${job}`;
    const chosen = this.check(await this.#browser.post(columns, await this.form(columns)), [303], `POST ${columns}`);
    assert.match(chosen.location, /\/rows$/);
    const keep = `${at}/keep`;
    const asked = await this.page(keep);
    const csrf = formTo(asked, keep).find(([n]) => n === "csrf");
    if (asked.includes("still to decide")) {  // an invented name that sounds like a known one
      this.check(await this.#browser.post(`${at}/discard`, [csrf]), [303], "discard");
      return;
    }
    const send = async () => {
      this.check(await this.#browser.post(keep, [csrf]), [303], `POST ${keep}`);
      this.model.imports.set(job, expected);
    };
    await this.orSettle(send, async () => {
      const now = await this.#browser.get(keep);  // the question, or the way on when it was kept
      if (now.status === 303) this.model.imports.set(job, expected);
      else await send();
    });
  }
  /** How many people an import says that it added. */
  async added(job) {
    return Number((await this.page(`${this.at}/import/${job}`)).match(/Added<\/dt>\s*<dd[^>]*>\s*(\d+)/)?.[1] ?? 0);
  }

  // After the restart

  async orSettle(act, settle) {
    try {
      await act();
    } catch (e) {
      if (e instanceof Unanswered) this.#open.push(settle);
      throw e;
    }
  }
  /** Looks what became of what had no answer. */
  async settle() {
    while (this.#open.length) {
      await this.#open[0]();
      this.#open.shift();
    }
  }
  /** What is not there as it was acknowledged, in words. */
  async missing(e) {
    const lost = [];
    for (let v = 1; v <= e.tokens.length; ++v) {
      const a = await this.maybe(() => this.viewEntry(e, v === e.tokens.length ? 0 : v));
      if (!a?.text.includes(e.tokens[v - 1])) lost.push(`version ${v} of entry ${e.id} does not read as written`);
    }
    if (e.file && !lost.length && !(await this.maybe(() => this.readFile(e)))) lost.push(`the file of ${e.id} is another`);
    return lost;
  }
  async missingDraft(d) {
    const page = await this.maybe(() => this.page(this.path(d.person, `/write/contact-note?draft=${d.id}`)));
    return page?.includes(d.token) ? [] : [`draft ${d.id} does not read as saved`];
  }
  /** A page that does not come is a finding here, not a fault of the harness. */
  async maybe(f) {
    try {
      return await f();
    } catch (e) {
      if (e instanceof Unanswered || e.code !== "ERR_ASSERTION") throw e;
      return null;
    }
  }
}

/** The words of a page that went wrong, without its frame. */
function words(html) {
  const main = html.match(/<main[^]*<\/main>/)?.[0] ?? html;
  return main.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").slice(0, 300);
}
