/** Keeps the record whose page is open for "Recently opened", by the name its page read. */
import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useSession } from "../../data/session.ts";
import { saveRecent } from "../recent.ts";
import type { ShownRecord } from "../record.ts";

const NAMES: Readonly<Record<ShownRecord["kind"], readonly string[]>> = {
  orders: ["number"],
  products: ["title"],
  customers: ["name", "email", "phone"],
  channels: ["name"],
};

function nameIn(kind: ShownRecord["kind"], read: unknown): string | undefined {
  const fields: Readonly<Record<string, unknown>> = typeof read === "object" && read !== null ? { ...read } : {};
  return NAMES[kind].map((name) => fields[name]).find((name): name is string => typeof name === "string");
}

export function Opened({ kind, id }: ShownRecord) {
  const client = useQueryClient();
  const organizationId = useSession().organization?.id ?? "";
  const read = useSyncExternalStore(
    (listener) => client.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    () => client.getQueryData<unknown>(kind === "channels" ? ["stores", id, "store"] : [kind, id]),
  );
  const name = nameIn(kind, read);
  const isRead = read !== undefined;
  useEffect(() => {
    if (isRead) saveRecent(organizationId, `/${kind}/${id}`, name);
  }, [organizationId, kind, id, name, isRead]);
  return null;
}
