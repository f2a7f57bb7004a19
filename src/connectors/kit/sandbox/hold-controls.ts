/** Holds in the shop's own admin, where the platform has holds of orders. */
export interface HoldControls {
  /** Whether an order is on hold, by whomever. */
  isHeld?(key: string): boolean;
  /** The merchant puts it on hold. */
  holdOrder?(key: string): void;
}
