/** What the open page can do with its record, for the palette, the sheet of keys, and by key. */
import { useEffect } from "react";
import { keyOf, TYPED_IN } from "./key-letter.ts";

export interface PageOffer {
  readonly id: string;
  readonly label: string;
  /** The key that does it, too. */
  readonly key?: string;
  run(): void;
}

const offered = new Set<readonly PageOffer[]>();

export const offersOfPage = (): readonly PageOffer[] => [...offered].flat();

/** A dialog over the page has the keys. */
const isElsewhere = ({ target }: KeyboardEvent): boolean =>
  (target instanceof Element && target.closest(TYPED_IN) !== null) || document.querySelector("[role=dialog]") !== null;

/** Offers them while this part of the page is shown. */
export function usePageOffers(offers: readonly PageOffer[]): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const key = keyOf(event);
      const offer = offers.find((each) => each.key !== undefined && each.key === key);
      if (offer === undefined || isElsewhere(event)) return;
      event.preventDefault();
      offer.run();
    };
    offered.add(offers);
    document.addEventListener("keydown", hear);
    return () => {
      offered.delete(offers);
      document.removeEventListener("keydown", hear);
    };
  });
}
