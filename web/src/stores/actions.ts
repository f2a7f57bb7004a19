/** What a person can ask of a store. */
import { useQueryClient } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { type Store, storeQuery } from "./data.ts";

export type Move = "pause" | "resume" | "activate" | "deactivate";

const AFTER: Record<Move, Store["state"]> = {
  pause: "paused",
  resume: "active",
  activate: "active",
  deactivate: "inactive",
};

function useRenew() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["stores"] });
}

/** Switches on and off; shown at once, taken back when the hub refuses. */
export function useMove(store: Store) {
  const { t } = useTranslation("stores");
  const client = useQueryClient();
  const renew = useRenew();
  const key = storeQuery(store.id).queryKey;
  return useAction({
    run: (move: Move) => body(hub.POST(`/api/stores/{id}/${move}`, ofId(store.id))),
    optimistic(move) {
      const before = client.getQueryData(key);
      if (before) client.setQueryData(key, { ...before, state: AFTER[move] });
      return () => client.setQueryData(key, before);
    },
    done: renew,
    said: (_, move) => t(`said.${move}`, { name: store.name }),
  });
}

const SYNCED = [
  { what: "products", ability: "readProducts" },
  { what: "inventory", ability: "stock" },
  { what: "orders", ability: "readOrders" },
  { what: "categories", ability: "readCategories" },
] as const;

type Synced = (typeof SYNCED)[number]["what"];

/** What can be read of a store at once, by what its own connection can do. */
export function syncedOf({ abilities }: Pick<Store, "abilities">): readonly Synced[] {
  // A stock file is carried over by a person: such a channel is never asked.
  if (!abilities?.readProducts && !abilities?.readOrders) return [];
  return SYNCED.flatMap(({ what, ability }) => (abilities[ability] ? [what] : []));
}

export function useSyncNow(store: Store) {
  const { t } = useTranslation("stores");
  return useAction({
    run: (what: Synced) => body(hub.POST(`/api/stores/{id}/sync/${what}`, ofId(store.id))),
    renews: [["runs"], ["stores"]],
    said: (_, what) => t(`said.sync.${what}`),
  });
}

/** Everything that failed gets a fresh set of attempts. */
export function useRetry(store: Pick<Store, "id">) {
  const { t } = useTranslation("stores");
  const renew = useRenew();
  return useAction({
    run: () => body(hub.POST("/api/stores/{id}/retry-failed-sync", ofId(store.id))),
    done: renew,
    said: (answer) => {
      const count = Object.values(answer).reduce<number>((sum, each) => sum + (typeof each === "number" ? each : 0), 0);
      return t("said.retried", { count });
    },
  });
}

export function useTest(store: Store) {
  const { t } = useTranslation("stores");
  const renew = useRenew();
  return useAction({
    run: () => body(hub.POST("/api/stores/{id}/test-connection", ofId(store.id))),
    done: renew,
    said: t("said.test", { name: store.name }),
  });
}

export function useRefreshCredentials(store: Store) {
  const { t } = useTranslation("stores");
  const renew = useRenew();
  return useAction({
    run: () => body(hub.POST("/api/stores/{id}/refresh-credentials", ofId(store.id))),
    done: renew,
    said: t("said.renewed"),
  });
}

export type OpenOrders = "finish" | "cancel";

export function useDisconnect(store: Store, done: () => unknown) {
  const { t } = useTranslation("stores");
  const renew = useRenew();
  return useAction({
    run: (openOrders: OpenOrders) =>
      body(hub.DELETE("/api/stores/{id}", { params: { path: { id: store.id }, query: { openOrders } } })),
    done: async () => {
      await done();
      await renew();
    },
    said: ({ leftOnPlatform, isRetried }) => {
      const done = t("said.disconnected", { name: store.name });
      if (leftOnPlatform.length === 0) return done;
      return `${done} ${t(isRetried ? "left.retried" : "left.byHand", { what: leftOnPlatform.map((one) => t(`left.${one}`)).join(", ") })}`;
    },
  });
}
