/** The drawer: opened with a float, cash in and out, counted at the end. False: there was no room on the device for it. */
import { deviceId } from "./ids.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Register } from "./register.ts";
import { enqueue } from "./store.ts";

const queue = (register: Register, what: Outgoing) => register.keep((store) => enqueue(store, what));

export async function openSession(register: Register, float: bigint): Promise<boolean> {
  const { staff } = register.state;
  if (staff === null) return false;
  const [id, at] = [deviceId(), new Date().toISOString()];
  if (!(await queue(register, { kind: "open", id, float, staffId: staff.id, at }))) return false;
  await register.keepSession({ id, openedAt: at, float });
  await register.queued();
  return true;
}

function byWhom({ state: { session, staff } }: Register) {
  return session === null || staff === null
    ? null
    : { id: deviceId(), sessionId: session.id, staffId: staff.id, at: new Date().toISOString() };
}

export async function moveCash(
  register: Register,
  move: { readonly direction: "in" | "out"; readonly amount: bigint; readonly reason: string },
): Promise<boolean> {
  const by = byWhom(register);
  if (by === null || !(await queue(register, { kind: "cash", ...by, ...move }))) return false;
  await register.queued();
  return true;
}

/** Ends the day with what was counted; the hub has its Z report once it is sent. */
export async function closeSession(
  register: Register,
  counts: readonly { readonly value: bigint; readonly count: number }[],
): Promise<boolean> {
  const by = byWhom(register);
  if (by === null || !(await queue(register, { kind: "close", ...by, counts }))) return false;
  await register.keepSession(null, by.sessionId);
  await register.queued();
  return true;
}
