/** A register at work on this device: what it knows, what is done at it, and what waits for the hub. */
import type { TillPayment, TillSale } from "../../../../src/commerce/till/types.ts";
import { awaitedOf, withPayments } from "./awaited.ts";
import { type Basket, type CountedBasket, counted, emptyBasket, withItem } from "./basket.ts";
import { type CatalogPage, followCatalog } from "./catalog.ts";
import type { CatalogItem } from "./catalog-item.ts";
import { type DeviceStorage, deviceStorage, StorageFull, storedBasket } from "./device-storage.ts";
import { ask, HubAway, Refused, SignedOut } from "./hub.ts";
import { deviceId } from "./ids.ts";
import { upload } from "./outbox.ts";
import { outboxPort } from "./outbox-port.ts";
import { requestPersistence } from "./persist-storage.ts";
import { readSetup } from "./read-setup.ts";
import { type OpenSession, type RegisterState, stateAtStart } from "./register-state.ts";
import { saleOf } from "./sale.ts";
import { type SearchIndex, searchIndex } from "./search-index.ts";
import { secondCopy } from "./second-copy.ts";
import type { Setup, StaffMember } from "./setup.ts";
import { type DeviceStore, enqueue, fact, saveFact, saveSale, storeName } from "./store.ts";
import { holdRegister } from "./tab-lock.ts";

const EVERY_MS = 15_000;
const SETUP_EVERY_MS = 5 * 60_000;

export class Register {
  readonly id: string;
  index: SearchIndex<CatalogItem> = searchIndex<CatalogItem>([]);
  #state = stateAtStart();
  #listeners = new Set<() => void>();
  #keeping: DeviceStorage | null = null;
  #ended = new AbortController();
  #language: () => string;
  #titles: () => { line: string; basket: string };
  #syncing: Promise<void> | null = null;
  #again = false;
  #setupAt = 0;
  /** How often the network went: what was answered before it went says nothing of now. */
  #timesLost = 0;
  #timer = 0;

  constructor(id: string, how: { language(): string; titles(): { line: string; basket: string } }) {
    this.id = id;
    this.#language = how.language;
    this.#titles = how.titles;
  }

  get state(): RegisterState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(change: Partial<RegisterState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Reads what the device keeps. */
  read = <T>(work: (store: DeviceStore) => Promise<T>): Promise<T> => {
    if (this.#keeping === null) throw new Error("The register is not open.");
    return this.#keeping.run(work);
  };

  /** Writes to what the device keeps. Null: there is no room for it, which the screen says from then on. */
  async keep<T>(work: (store: DeviceStore) => Promise<T>): Promise<{ readonly kept: T } | null> {
    try {
      const stored = await this.read(work);
      if (this.#state.storage !== "ok") this.#set({ storage: "ok" });
      return { kept: stored };
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      this.#set({ storage: "full" });
      return null;
    }
  }

  get #copy() {
    return secondCopy(storeName(this.id));
  }

  /** Opens the register on this tab; `isTaken`: from another tab of this device. */
  async start(isTaken = false): Promise<void> {
    const onLost = () => {
      this.#end();
      this.#set({ phase: "elsewhere" });
    };
    if (!(await holdRegister(this.id, { isTaken, onLost }))) return this.#set({ phase: "elsewhere" });
    this.#end();
    this.#ended = new AbortController();
    this.#keeping = deviceStorage(this.id, {
      remembered: () => {
        const { setup } = this.#state;
        return setup === null ? null : { setup, items: this.index.items() };
      },
      onRestored: (restored) => {
        this.#set({ restored });
        if (this.#timer !== 0) void this.queued();
      },
      onFull: () => this.#set({ storage: "full" }),
    });
    await this.#recall();
    void this.askToKeep();
    const { signal } = this.#ended;
    addEventListener("online", () => this.sync(), { signal });
    const onOffline = () => {
      this.#timesLost += 1;
      this.#set({ network: "offline" });
    };
    addEventListener("offline", onOffline, { signal });
    this.#timer = window.setInterval(() => this.sync(), EVERY_MS);
    await this.sync();
  }

  /** Another tab has the register from here on. */
  #end(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#ended.abort();
    this.#keeping?.close();
  }

  async askToKeep(): Promise<void> {
    this.#set({ isEvictable: !(await requestPersistence()) });
  }

  async #recall(): Promise<void> {
    const [items, setup, basket, session, parked, catalogAt] = await this.read((store) =>
      Promise.all([
        store.getAll("items"),
        fact<Setup>(store, "setup"),
        storedBasket(store),
        fact<OpenSession | null>(store, "session"),
        store.getAll("parked"),
        fact<string>(store, "catalogAt"),
      ]),
    );
    this.index = searchIndex(items);
    await this.#count();
    this.#set({
      phase: setup ? "ready" : "loading",
      setup: setup ?? null,
      basket: basket ?? this.#state.basket,
      session: session ?? null,
      parked,
      products: this.index.size,
      catalogAt: catalogAt ?? null,
      catalogTurn: this.#state.catalogTurn + 1,
    });
  }

  async #count(): Promise<void> {
    const [waiting, refused] = await this.read((store) =>
      Promise.all([
        store.countFromIndex("outbound", "state", "waiting"),
        store.getAllFromIndex("outbound", "state", "refused"),
      ]),
    );
    this.#set({ waiting, refused });
  }

  /** Sends what waits, then reads what changed; once at a time, and once more where it was asked for meanwhile. */
  async sync(): Promise<void> {
    if (this.#syncing) {
      this.#again = true;
      return this.#syncing;
    }
    this.#syncing = this.#syncOnce().finally(() => {
      this.#syncing = null;
    });
    await this.#syncing;
    if (this.#again) {
      this.#again = false;
      await this.sync();
    }
  }

  async #syncOnce(): Promise<void> {
    const timesLost = this.#timesLost;
    try {
      if (this.#timer === 0) return;
      if (this.#state.storage === "full") await this.keep((store) => saveFact(store, "basket", this.#state.basket));
      await this.#readSetup();
      const uploaded = await this.read((store) => upload(outboxPort(store, this.id, (...sent) => this.#ask(...sent))));
      await this.#count();
      if (uploaded !== "done") return this.#unreached(uploaded === "away" ? "offline" : "signed_out");
      await this.#readCatalog();
      if (timesLost === this.#timesLost) this.#set({ network: "online" });
    } catch (error) {
      if (error instanceof SignedOut) return this.#unreached("signed_out");
      if (error instanceof HubAway) return this.#unreached("offline");
      if (error instanceof StorageFull) return this.#set({ storage: "full", isLoadingProducts: false });
      if (error instanceof Refused && error.status === 404) return this.#set({ phase: "unknown" });
      throw error;
    }
  }

  #unreached(network: "offline" | "signed_out"): void {
    const { setup } = this.#state;
    this.#set({
      network,
      isLoadingProducts: false,
      ...(setup === null && { phase: network === "offline" ? "unready" : "signed_out" }),
    });
  }

  async #readSetup(): Promise<void> {
    if (this.#state.setup !== null && Date.now() - this.#setupAt < SETUP_EVERY_MS) return;
    const setup = await readSetup((...requested) => this.#ask(...requested), this.id);
    this.#setupAt = Date.now();
    await this.keep((store) => saveFact(store, "setup", setup));
    this.#set({ setup, phase: "ready" });
    // Opened on another device, or this one was emptied: the drawer is open all the same.
    if (this.#state.session === null && setup.session !== null && this.#state.waiting === 0) {
      const { id, openedAt, floatMinor } = setup.session;
      await this.keepSession({ id, openedAt, float: BigInt(floatMinor) });
    }
  }

  async #readCatalog(): Promise<void> {
    this.#set({ isLoadingProducts: this.index.size === 0 });
    const page = (cursor: string | null) => {
      const query = new URLSearchParams({ registerId: this.id, ...(cursor !== null && { cursor }) });
      return this.#ask<CatalogPage>("GET", `/api/pos/catalog?${query}`);
    };
    const onProgress = (products: number) => this.#set({ products });
    const hasChanged = await this.read((store) => followCatalog({ store, index: this.index, page, onProgress }));
    this.#set({
      isLoadingProducts: false,
      products: this.index.size,
      catalogAt: new Date().toISOString(),
      ...(hasChanged && { catalogTurn: this.#state.catalogTurn + 1 }),
    });
  }

  #ask<T>(method: "GET" | "POST" | "PUT", path: string, sent: { body?: unknown; key?: string } = {}): Promise<T> {
    return ask<T>(method, path, { ...sent, language: this.#language() });
  }

  async online<T>(
    method: "GET" | "POST" | "PUT",
    path: string,
    sent: { body?: unknown; key?: string } = {},
  ): Promise<T> {
    const timesLost = this.#timesLost;
    try {
      const answer = await this.#ask<T>(method, path, sent);
      if (timesLost === this.#timesLost) this.#set({ network: "online" });
      return answer;
    } catch (error) {
      if (error instanceof HubAway) this.#set({ network: "offline" });
      if (error instanceof SignedOut) this.#set({ network: "signed_out" });
      throw error;
    }
  }

  enter(staff: StaffMember | null): void {
    this.#set({ staff });
  }

  counted(basket = this.#state.basket): CountedBasket | null {
    const { setup } = this.#state;
    if (setup === null) return null;
    const at = new Date().toISOString();
    return counted(basket, { setup, at, titles: this.#titles() });
  }

  /** Changes the basket, kept before it is drawn again. The same basket back changes nothing: its sale may be over. */
  change(make: (basket: Basket) => Basket): void {
    const basket = make(this.#state.basket);
    if (basket === this.#state.basket) return;
    this.#copy.keepFact("basket", basket);
    this.#set({ basket, lastSale: null });
    void this.keep((store) => saveFact(store, "basket", this.#state.basket));
  }

  /** The receipt is read, the next sale begins. */
  nextSale = (): void => this.#set({ lastSale: null });

  add(item: CatalogItem, price: bigint): void {
    this.change((basket) => withItem(basket, item, { key: deviceId(), price }));
  }

  /** Shown first here and on the location's other registers; without network from the next try on. */
  async pin(item: CatalogItem, isFavourite: boolean): Promise<void> {
    const changed = { ...item, isFavourite };
    this.index.change([changed], []);
    this.#set({ catalogTurn: this.#state.catalogTurn + 1 });
    const what = { kind: "favourite", id: deviceId(), variantId: item.variantId, isFavourite } as const;
    await this.keep(async (store) => {
      await store.put("items", changed);
      await enqueue(store, what);
    });
    await this.queued();
  }

  /** Of the drawer that is open from here on; null: it is closed, and the Z report of `closed` shown. */
  async keepSession(session: OpenSession | null, closed?: string): Promise<void> {
    this.#copy.keepFact("session", session);
    this.#set({ session, ...(closed !== undefined && { closedSession: closed }) });
    await this.keep((store) => saveFact(store, "session", session));
  }

  leaveClosed = (): void => this.#set({ closedSession: null });

  async queued(): Promise<void> {
    await this.#count();
    void this.sync();
  }

  /**
   * Ends the sale with these payments. Kept on the device before anything is sent; where there is no room for it, the
   * basket stays on the page with what was paid. So it does while money on its way may still be part of it.
   */
  async finish(payments: readonly TillPayment[]): Promise<TillSale | null> {
    const { setup, session, staff, network } = this.#state;
    const basket = withPayments(this.#state.basket, payments);
    if (awaitedOf(basket) !== null) {
      this.change(() => basket);
      return null;
    }
    const sum = this.counted(basket);
    if (setup === null || session === null || staff === null || sum === null) return null;
    const facts = { setup, sessionId: session.id, staffId: staff.id, soldAt: new Date().toISOString() };
    const next = emptyBasket(deviceId());
    const make = (run: number) => saleOf(basket, sum, { ...facts, run, isOffline: network !== "online" });
    const { lastRun } = setup.register;
    const ended = await this.keep((store) => saveSale(store, make, { lastRun, next }));
    if (ended === null) {
      this.change(() => basket);
      return null;
    }
    this.#copy.keepFact("basket", next);
    this.#set({ basket: next, lastSale: ended.kept });
    await this.queued();
    return ended.kept;
  }

  /** What was kept otherwise is shown. */
  show = (change: Pick<RegisterState, "basket" | "parked">): void => {
    this.#copy.keepFact("basket", change.basket);
    this.#copy.keepFact("parked", change.parked);
    this.#set({ ...change, lastSale: null });
  };

  /** What was said of a deleted database is read. */
  dismissRestored = (): void => this.#set({ restored: null });
}
