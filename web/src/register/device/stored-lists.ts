/** Lists the device keeps beside the catalog. */
import type { Register } from "./register.ts";
import { type Outbound, type StoredCustomer, settle } from "./store.ts";

export const storedCustomers = (register: Register): Promise<readonly StoredCustomer[]> =>
  register.read((store) => store.getAll("customers"));

export async function saveCustomers(register: Register, customers: readonly StoredCustomer[]): Promise<void> {
  await register.keep(async (store) => {
    const work = store.transaction("customers", "readwrite");
    await Promise.all([...customers.map((each) => work.store.put(each)), work.done]);
  });
}

/** Receipts of this device, the last first. */
export async function storedReceipts(register: Register): Promise<readonly Outbound[]> {
  const all = await register.read((store) => store.getAll("outbound"));
  return all.filter(({ what }) => what.kind === "sale").reverse();
}

/** Sends what was refused once more. */
export async function sendAgain(register: Register): Promise<void> {
  const again = register.state.refused.map(
    (entry): Outbound => ({ ...entry, state: "waiting", code: null, text: null }),
  );
  await register.keep((store) => settle(store, again));
  await register.queued();
}
