/** A register at work on this device: what it knows, what is done at it, and what waits for the hub. */
import type { TillPayment, TillSale } from "../../../../src/commerce/till/types.ts";
import { type Basket, type CountedBasket, counted, emptyBasket, withItem } from "./basket.ts";
import { type CatalogPage, followCatalog } from "./catalog.ts";
import type { CatalogItem } from "./catalog-item.ts";
import { ask, HubAway, Refused, SignedOut } from "./hub.ts";
import { deviceId } from "./ids.ts";
import { askToKeep } from "./keep-storage.ts";
import { upload } from "./outbox.ts";
import { outboxPort } from "./outbox-port.ts";
import { readSetup } from "./read-setup.ts";
import { saleOf } from "./sale.ts";
import { type SearchIndex, searchIndex } from "./search-index.ts";
import type { Setup, StaffMember } from "./setup.ts";
import {
  type DeviceStore,
  enqueue,
  fact,
  type KnownCustomer,
  keepFact,
  keepSale,
  type Outbound,
  openStore,
  type ParkedBasket,
  settle,
} from "./store.ts";
import { holdRegister } from "./tab-lock.ts";

export interface OpenSession {
  readonly id: string;
  readonly openedAt: string;
  readonly float: bigint;
}

export interface RegisterState {
  /** `unready`: the hub cannot be reached and this device has never been set up. */
  readonly phase: "loading" | "ready" | "unready" | "elsewhere" | "signed_out" | "unknown";
  readonly setup: Setup | null;
  readonly staff: StaffMember | null;
  readonly session: OpenSession | null;
  readonly basket: Basket;
  readonly parked: readonly ParkedBasket[];
  readonly network: "online" | "offline" | "signed_out";
  readonly waiting: number;
  readonly refused: readonly Outbound[];
  readonly products: number;
  readonly isLoadingProducts: boolean;
  readonly catalogAt: string | null;
  /** The browser may delete what is kept here when the disk is full. */
  readonly isEvictable: boolean;
  /** Rises with every change of the catalogue, for what is drawn from the index. */
  readonly catalogTurn: number;
  readonly lastSale: TillSale | null;
  /** Closed on this device and not left yet: its Z report is shown. */
  readonly closedSession: string | null;
}

const EVERY_MS = 15_000;
const SETUP_EVERY_MS = 5 * 60_000;

const start = (): RegisterState => ({
  phase: "loading",
  setup: null,
  staff: null,
  session: null,
  basket: emptyBasket(deviceId()),
  parked: [],
  network: navigator.onLine ? "online" : "offline",
  waiting: 0,
  refused: [],
  products: 0,
  isLoadingProducts: false,
  catalogAt: null,
  isEvictable: false,
  catalogTurn: 0,
  lastSale: null,
  closedSession: null,
});

export class Register {
  readonly id: string;
  index: SearchIndex<CatalogItem> = searchIndex<CatalogItem>([]);
  #state = start();
  #listeners = new Set<() => void>();
  #store: DeviceStore | null = null;
  #language: () => string;
  #titles: () => { line: string; basket: string };
  #syncing: Promise<void> | null = null;
  #again = false;
  #setupAt = 0;
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

  get kept(): DeviceStore {
    if (this.#store === null) throw new Error("The register's store is not open.");
    return this.#store;
  }

  /** Opens the register on this tab; `isTaken`: from another tab of this device. */
  async start(isTaken = false): Promise<void> {
    const onLost = () => {
      clearInterval(this.#timer);
      this.#set({ phase: "elsewhere" });
    };
    if (!(await holdRegister(this.id, { isTaken, onLost }))) return this.#set({ phase: "elsewhere" });
    this.#store = await openStore(this.id);
    await this.#recall();
    void askToKeep().then((isKept) => this.#set({ isEvictable: !isKept }));
    addEventListener("online", () => this.sync());
    addEventListener("offline", () => this.#set({ network: "offline" }));
    this.#timer = window.setInterval(() => this.sync(), EVERY_MS);
    await this.sync();
  }

  async #recall(): Promise<void> {
    const store = this.kept;
    const [items, setup, basket, session, parked, catalogAt] = await Promise.all([
      store.getAll("items"),
      fact<Setup>(store, "setup"),
      fact<Basket>(store, "basket"),
      fact<OpenSession | null>(store, "session"),
      store.getAll("parked"),
      fact<string>(store, "catalogAt"),
    ]);
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
    const [waiting, refused] = await Promise.all([
      this.kept.countFromIndex("outbound", "state", "waiting"),
      this.kept.getAllFromIndex("outbound", "state", "refused"),
    ]);
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
    try {
      await this.#readSetup();
      const uploaded = await upload(outboxPort(this.kept, this.id, (...asked) => this.#ask(...asked)));
      await this.#count();
      if (uploaded !== "done") return this.#unreached(uploaded === "away" ? "offline" : "signed_out");
      this.#set({ network: "online" });
      await this.#readCatalog();
    } catch (error) {
      if (error instanceof SignedOut) return this.#unreached("signed_out");
      if (error instanceof HubAway) return this.#unreached("offline");
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
    const setup = await readSetup((...asked) => this.#ask(...asked), this.id);
    this.#setupAt = Date.now();
    await keepFact(this.kept, "setup", setup);
    this.#set({ setup, phase: "ready" });
    // Opened on another device, or this one was emptied: the drawer is open all the same.
    if (this.#state.session === null && setup.session !== null && this.#state.waiting === 0) {
      const { id, openedAt, floatMinor } = setup.session;
      await this.#keepSession({ id, openedAt, float: BigInt(floatMinor) });
    }
  }

  async #readCatalog(): Promise<void> {
    this.#set({ isLoadingProducts: this.index.size === 0 });
    const hasChanged = await followCatalog({
      store: this.kept,
      index: this.index,
      page: (cursor) => {
        const query = new URLSearchParams({ registerId: this.id, ...(cursor !== null && { cursor }) });
        return this.#ask<CatalogPage>("GET", `/api/pos/catalog?${query}`);
      },
      onProgress: (products) => this.#set({ products }),
    });
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
    try {
      const answer = await this.#ask<T>(method, path, sent);
      this.#set({ network: "online" });
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

  /** Changes the basket; kept before it is drawn again. */
  change(make: (basket: Basket) => Basket): void {
    const basket = make(this.#state.basket);
    this.#set({ basket, lastSale: null });
    void keepFact(this.kept, "basket", basket);
  }

  add(item: CatalogItem, price: bigint): void {
    this.change((basket) => withItem(basket, item, { key: deviceId(), price }));
  }

  /** Shown first here and on the location's other registers; without network from the next try on. */
  async pin(item: CatalogItem, isFavourite: boolean): Promise<void> {
    const changed = { ...item, isFavourite };
    this.index.change([changed], []);
    await this.kept.put("items", changed);
    this.#set({ catalogTurn: this.#state.catalogTurn + 1 });
    const { variantId } = item;
    await enqueue(this.kept, { kind: "favourite", id: deviceId(), variantId, isFavourite });
    await this.queued();
  }

  async openSession(float: bigint): Promise<void> {
    const { staff } = this.#state;
    if (staff === null) return;
    const [id, at] = [deviceId(), new Date().toISOString()];
    await enqueue(this.kept, { kind: "open", id, float, staffId: staff.id, at });
    await this.#keepSession({ id, openedAt: at, float });
    await this.queued();
  }

  async #keepSession(session: OpenSession | null): Promise<void> {
    await keepFact(this.kept, "session", session);
    this.#set({ session });
  }

  async moveCash(move: { direction: "in" | "out"; amount: bigint; reason: string }): Promise<void> {
    const { session, staff } = this.#state;
    if (session === null || staff === null) return;
    const at = new Date().toISOString();
    await enqueue(this.kept, { kind: "cash", id: deviceId(), sessionId: session.id, staffId: staff.id, at, ...move });
    await this.queued();
  }

  /** Ends the day with what was counted; the hub has its Z report once it is sent. */
  async closeSession(counts: readonly { readonly value: bigint; readonly count: number }[]): Promise<void> {
    const { session, staff } = this.#state;
    if (session === null || staff === null) return;
    const at = new Date().toISOString();
    await enqueue(this.kept, { kind: "close", id: deviceId(), sessionId: session.id, counts, staffId: staff.id, at });
    await this.#keepSession(null);
    this.#set({ closedSession: session.id });
    await this.queued();
  }

  leaveClosed = (): void => this.#set({ closedSession: null });

  async queued(): Promise<void> {
    await this.#count();
    void this.sync();
  }

  /** Ends the sale with these payments. Kept on the device before anything is sent. */
  async finish(payments: readonly TillPayment[]): Promise<TillSale | null> {
    const { setup, session, staff, network } = this.#state;
    const basket = { ...this.#state.basket, payments };
    const sum = this.counted(basket);
    if (setup === null || session === null || staff === null || sum === null) return null;
    const facts = { setup, sessionId: session.id, staffId: staff.id, soldAt: new Date().toISOString() };
    const next = emptyBasket(deviceId());
    const sale = await keepSale(
      this.kept,
      (run) => saleOf(basket, sum, { ...facts, run, isOffline: network !== "online" }),
      { lastRun: setup.register.lastRun, next },
    );
    this.#set({ basket: next, lastSale: sale });
    await this.queued();
    return sale;
  }

  /** What was kept otherwise is shown. */
  show = (change: Pick<RegisterState, "basket" | "parked">): void => this.#set({ ...change, lastSale: null });

  customers(): Promise<readonly KnownCustomer[]> {
    return this.kept.getAll("customers");
  }

  async keepCustomers(customers: readonly KnownCustomer[]): Promise<void> {
    const work = this.kept.transaction("customers", "readwrite");
    await Promise.all([...customers.map((each) => work.store.put(each)), work.done]);
  }

  /** Receipts of this device, the last first. */
  async receipts(): Promise<readonly Outbound[]> {
    const all = await this.kept.getAll("outbound");
    return all.filter(({ what }) => what.kind === "sale").reverse();
  }

  /** Sends what was refused once more. */
  async retryRefused(): Promise<void> {
    await settle(
      this.kept,
      this.#state.refused.map((entry) => ({ ...entry, state: "waiting", code: null, text: null })),
    );
    await this.queued();
  }
}
