import type { StoredPacking } from "./packing-store.ts";

/** Another tab may have led the session to another organization: the hub acts in this one, or refuses. */
export const inOrganization = (id: string) => ({ headers: { "x-organization": id } }) as const;

/** A packing as it is sent. */
export const sentIn = (organizationId: string, { orderId, number: _, items, ...packing }: StoredPacking) => ({
  params: { path: { id: orderId } },
  ...inOrganization(organizationId),
  body: {
    ...packing,
    items: items.map(({ serials, lots, ...item }) => ({
      ...item,
      ...(serials && { serials: [...serials] }),
      ...(lots && { lots: [...lots] }),
    })),
  },
});
