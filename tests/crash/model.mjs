// What the server has acknowledged, and so must never lose. Each actor keeps their own; an act without an answer
// may have happened or not, and is settled after the restart.
export class Views {
  // What was looked at, by whom: how often it was shown, and how often it was asked for. The ledger must hold at
  // least as many lines as pages shown, and never more than pages asked for.
  #by = new Map();
  asked(actor, thing) {
    const key = `${actor} ${thing}`;
    const v = this.#by.get(key) ?? { asked: 0, shown: 0 };
    this.#by.set(key, v);
    v.asked += 1;
    return { shown: () => { v.shown += 1; } };
  }
  get shown() {
    let n = 0;
    for (const v of this.#by.values()) n += v.shown;
    return n;
  }
  /** `lines`: how many the ledger has by "actor thing". What does not agree, in words. */
  differences(lines) {
    const wrong = { missing: [], repeated: [] };
    for (const [key, v] of this.#by) {
      const n = lines.get(key) ?? 0;
      if (n < v.shown) wrong.missing.push(`${key} was shown ${v.shown} times and is on the ledger ${n} times`);
      if (n > v.asked) wrong.repeated.push(`${key} was asked for ${v.asked} times and is on the ledger ${n} times`);
    }
    return wrong;
  }
}

export class Model {
  views = new Views();
  entries = new Map();   // id -> { id, person, actor, kind, tokens: [of version 1, of version 2 …], file }
  drafts = new Map();    // id -> { id, person, actor, token, maybe: [other tokens it may have] }
  gone = new Map();      // drafts that were finished or thrown away: they must not come back
  imports = new Map();   // id -> people added
  doubtful = { drafts: 0 };  // saved for the first time, and nobody heard of it
  acts = 0;

  /** Everything that was written, for the last line. */
  get written() {
    let n = this.imports.size + this.drafts.size + this.gone.size;
    for (const e of this.entries.values()) n += e.tokens.length;
    return n;
  }
}

/** Numbers that come again with the same seed (mulberry32). */
export function dice(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    upTo: (n) => Math.floor(next() * n),
    of: (list) => list[Math.floor(next() * list.length)],
    /** One of the keys, each as often as its number says. */
    weighted(weights) {
      let at = next() * Object.values(weights).reduce((a, b) => a + b, 0);
      for (const [key, w] of Object.entries(weights)) if ((at -= w) < 0) return key;
      return Object.keys(weights)[0];
    },
  };
}
