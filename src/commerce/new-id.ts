import { randomFillSync } from "node:crypto";

let lastMs = 0;
let counter = 0;
const bytes = Buffer.alloc(16);

/** Asking the system for eight random bytes costs as much as for the bytes of a hundred ids. */
const RANDOM = Buffer.alloc(8 * 128);
let used = RANDOM.length;

function nextRandom(): number {
  if (used === RANDOM.length) {
    randomFillSync(RANDOM);
    used = 0;
  }
  used += 8;
  return used - 8;
}

/** Work that began earlier than this has no say in the order of ids: its time is a clock that was set back. */
const SET_BACK_MS = 3_600_000;

/**
 * A UUID of version 7 for the time given: ids made in one process ascend, so rows written together keep their
 * order and lie together in the index. A clock that was hours ahead and is set right is followed: lists and reports
 * read a row's time from its id.
 */
export function newId(now: Date): string {
  const ms = lastMs - now.getTime() > SET_BACK_MS ? now.getTime() : Math.max(now.getTime(), lastMs);
  counter = ms === lastMs ? counter + 1 : 0;
  // 12 bits count within a millisecond (RFC 9562 section 6.2, method 1); a fuller one borrows from the next.
  lastMs = counter > 0xfff ? ms + 1 : ms;
  if (counter > 0xfff) counter = 0;
  const random = nextRandom();
  RANDOM.copy(bytes, 8, random, random + 8);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Ids made at this moment or later are not below it, ids made earlier are. */
export function lowestId(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
