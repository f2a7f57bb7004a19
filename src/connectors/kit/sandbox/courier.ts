/** The controls of an emulated courier: what it keeps, what it charged, and the parcels' way. */
import type { ShipmentStatus } from "../../../commerce/statuses.ts";
import type { SandboxAccount, SandboxOf, SandboxOptions } from "./sandbox.ts";

/** A parcel the courier has taken on, by its own record. */
export interface SandboxParcel {
  /** Ours, as it was sent. */
  readonly reference: string;
  readonly trackingNumber: string;
  /** The courier's own word for where it stands. */
  readonly word: string;
  readonly isCancelled: boolean;
  /** What the account was charged for it, decimal text; "" where the courier tells no price. */
  readonly charged: string;
  /** What it is insured for, decimal text; "" or absent: it is not. Of a booking of several parcels, all of them together. */
  readonly insured?: string;
  /** What the courier will collect at the door, decimal text. */
  readonly collects: string;
  /** Who it goes to as corrected last, where the courier takes corrections. */
  readonly receiver?: { readonly name: string; readonly phone: string; readonly street: string };
}

export interface CourierConsole extends SandboxAccount {
  /** Every parcel that has a number, oldest first; one booked twice is there twice. */
  parcels(): readonly SandboxParcel[];
  /** A postcode the courier does not go to; every other one of its countries it does. */
  readonly unservedPostcode: string;
  /**
   * A scan of a parcel that means this; its webhooks go out. False where the courier has no word for it. Cancelling is
   * the courier's answer to a call, and no scan.
   */
  scan(trackingNumber: string, means: Exclude<ShipmentStatus, "created" | "cancelled">): boolean;
  /** A scan in this very word, known to anybody or not. */
  scanWord(trackingNumber: string, word: string): void;
  /** Ends what the courier does on its own time: a cancellation it works through, a label it still draws. */
  workOff(): void;
}

export type CourierSandbox = SandboxOf<CourierConsole>;
export type StartCourierSandbox = (options: SandboxOptions) => Promise<CourierSandbox>;
