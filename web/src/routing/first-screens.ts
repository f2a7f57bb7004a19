/**
 * The screens one mostly opens by their address: what they need is asked for before the script is there (src/start.ts).
 * Words that come with the frame (src/i18n/frame-en.ts) are not named.
 */
export const firstScreens = {
  "/": { module: "src/home/home.tsx", words: "home", list: null, counts: null },
  "/orders": { module: "src/orders/list.tsx", words: null, list: "/api/orders", counts: "/api/orders/tabs" },
  "/products": { module: "src/products/list.tsx", words: "products", list: "/api/products", counts: null },
  "/customers": { module: "src/customers/list.tsx", words: "customers", list: "/api/customers", counts: null },
  "/returns": { module: "src/returns/list.tsx", words: "returns", list: "/api/returns", counts: null },
} as const;

/** The same for the page itself, with the names of the built files: by address, and under "*" what every page needs. */
export type FirstFiles = Readonly<
  Record<
    string,
    {
      readonly list: string | null;
      /** Of its tabs. */
      readonly counts: string | null;
      readonly files: readonly string[];
      readonly words: Readonly<Record<string, readonly string[]>>;
    }
  >
>;
