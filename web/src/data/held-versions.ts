import { useEffect } from "react";
import { holdVersions } from "./versions.ts";

/** While a form holds what somebody typed, its changes are based on what it began with. */
export function useHeldVersions(isHeld: boolean): void {
  useEffect(() => (isHeld ? holdVersions() : undefined), [isHeld]);
}
