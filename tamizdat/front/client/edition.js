// An edition as a reader's own device knows it: the newest head it has seen, what it kept, and places to ask for the rest.

import { Refused, json, no, text, utf8 } from "./bytes.js";
import { HEAD, HEAD_LIMIT, beginning, container, read, unpacked } from "./head.js";
import { Places, known } from "./places.js";
import { TILE_LIMIT, checkedTile, isLeaf, leavesOf } from "./tree.js";

// What stays on a device without being asked for.
export const front = /^([^/]+\/)?index\.html$|^404\.html$/;
const FRESH = 60e3; // milliseconds that a head is not asked for again
const OLD = 6e5; // after which a reader waits a moment for a newer one
const MOMENT = 1500;
const LONG = 6e4;
const TILES = 400; // kept at most
const PAGES = 300;
const LARGEST = 5e7; // bytes of one file

export class Edition {
  // `store` has get(name), put(name, bytes), remove(name), names(): it may lose everything and is never believed.
  // `kept(path)` says which files stay on the device.
  constructor({ root, seeds, store, here, kept, demo }) {
    this.root = root;
    this.store = store;
    this.kept = kept;
    this.demo = demo;
    this.places = new Places(seeds, here, (failed) => store.put("failed", utf8(JSON.stringify(failed))));
    this.asked = 0;
    this.tiles = {};
  }

  // The head that this device has seen last, checked again; none on a first visit.
  open() {
    return (this.opening ||= this._open());
  }

  async _open() {
    this.root = await unpacked(this.root);
    const failed = await this.store.get("failed");
    try {
      this.places.failed = failed ? json(failed) : {};
    } catch (_) {
      // It was spoilt: all are tried in their order.
    }
    const bytes = await this.store.get("head");
    if (!bytes) return;
    try {
      // What lies on the device may have been put there: it is read as from any place, and under our own root.
      const { memory, files, asked } = json(bytes);
      const ours = await this._read(utf8(files), beginning(this.root));
      const head = await this._read(utf8(files), memory);
      const leads = ours.roots.includes(memory.root) || head.roots.includes(this.root);
      this._take(leads ? head : ours, files);
      this.asked = asked;
    } catch (_) {
      this.head = undefined;
    }
  }

  async _read(bytes, memory) {
    const head = await read(container(bytes), memory || beginning(this.root), Date.now());
    if (head.demo && !this.demo) no("Demo");
    return head;
  }

  _take(head, files) {
    this.head = head;
    this.files = files;
    const all = known(head.floor, head.lists["mirrors.json"]);
    this.places.listed = all.map((one) => one.address);
    this.own = all.filter((one) => one.kind == "own").map((one) => one.address);
  }

  // Ask for a newer head, once a minute at most.  One that has expired takes the place of none that we have.
  refresh() {
    if (Date.now() - this.asked < FRESH) return Promise.resolve();
    return (this.asking ||= this._refresh().finally(() => (this.asking = undefined)));
  }

  async _refresh() {
    await this.open();
    const [[head, bytes]] = await this.places.ask(HEAD, HEAD_LIMIT, async (got) => {
      const found = await this._read(got, this.head?.memory);
      if (found.expired && this.head) no("Expired");
      return [found, got];
    });
    this.asked = Date.now();
    await this._keep(head, bytes);
  }

  async _keep(head, bytes) {
    const changed = this.head?.tree != head.tree;
    this._take(head, text(bytes));
    await this.store.put("head", utf8(JSON.stringify({ memory: head.memory, files: this.files, asked: this.asked })));
    if (changed) this.tidying = this._tidy();
  }

  // A head that came by another way: it counts like one that a place gave.
  async offer(bytes) {
    await this.open();
    const found = await this._read(bytes, this.head?.memory);
    if (!found.expired || !this.head) await this._keep(found, bytes);
  }

  // Opened, and with a newer head where one came within a moment and ours is some minutes old.  Gives what goes on behind.
  async current() {
    await this.open();
    const asking = this.refresh().then(
      () => this.tidying,
      () => {},
    );
    const pause = new Promise((done) => setTimeout(done, this.head ? MOMENT : LONG));
    if (Date.now() - this.asked > OLD) await Promise.race([asking, pause]);
    return { asking };
  }

  // The bytes that the edition has at a path and where they came from: { bytes, by }, `by` empty when they lay here; nothing
  // when it has no such file.  Throws Away, Refused.
  async get(path) {
    await this.open();
    if (!this.head) await this.refresh();
    const leaves = await leavesOf(path, this.head, (name, check) => this.tile(name, check));
    if (!leaves.length) return;
    const here = await this.store.get("page/" + path);
    if (here && (await this._fits(path, here, leaves))) return { bytes: here, by: "" };
    const found = await this._fetch(path, leaves);
    if (this.kept(path)) await this.store.put("page/" + path, found.bytes);
    return found;
  }

  async _fetch(path, leaves) {
    const limit = Math.min(LARGEST, Math.max(...leaves.map((leaf) => leaf.length)));
    const check = async (bytes) => ((await this._fits(path, bytes, leaves)) ? bytes : no("Altered"));
    let refused;
    for (const where of [path, ...leaves.map(({ digest }) => `edition/old/${digest.slice(0, 2)}/${digest.slice(2)}`)]) {
      try {
        const [bytes, by] = await this.places.ask(where, limit, check);
        return { bytes, by };
      } catch (error) {
        refused = error;
        if (!(error instanceof Refused)) break; // nobody answers: nor will they for other bytes
      }
    }
    throw refused;
  }

  async _fits(path, bytes, leaves) {
    for (const leaf of leaves) if (await isLeaf(path, bytes, leaf)) return true;
    return false;
  }

  // Pictures of one page ask for the same tiles at once.
  tile(name, check) {
    return (this.tiles[name] ||= this._checked(name, check).finally(() => delete this.tiles[name]));
  }

  async _checked(name, check) {
    const here = await this.store.get("tile/" + name);
    if (here) {
      try {
        return await check(here);
      } catch (_) {
        await this.store.remove("tile/" + name);
      }
    }
    let whole;
    const [body] = await this.places.ask(`edition/tiles/${name.slice(0, 2)}/${name.slice(2)}`, TILE_LIMIT, (bytes) =>
      check((whole = bytes)),
    );
    await this.store.put("tile/" + name, whole);
    return body;
  }

  // What the edition has no more, and what there is too much of, leaves the device.
  async _tidy() {
    const names = await this.store.names();
    const tiles = names.filter((name) => name.startsWith("tile/"));
    if (tiles.length > TILES) await Promise.all(tiles.map((name) => this.store.remove(name)));
    const pages = names.filter((name) => name.startsWith("page/"));
    for (const name of pages.slice(0, Math.max(0, pages.length - PAGES))) await this.store.remove(name);
    for (const name of pages) {
      const path = name.slice(5);
      const leaves = await leavesOf(path, this.head, (tile, check) => this.tile(tile, check));
      const bytes = await this.store.get(name);
      if (bytes && !(await this._fits(path, bytes, leaves))) await this.store.remove(name);
    }
  }
}

