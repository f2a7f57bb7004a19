/**
 * What is built into one script: what every screen behind the sign-in is framed by, what every list is made of, and the list
 * of orders.
 */
import { globSync } from "node:fs";
import { FRAME_COMPONENTS } from "./used-styles.ts";

/** Files below `web/src` by folder, without their endings: of each folder what every screen needs. */
const FILES = {
  data: `after-first-paint held-versions hub hub-away live missing-part order page-offsets pages preload query-client reading
    reference-data renew-subject repeated-requests rows session versions`,
  "hub-messages": "hub-messages hub-text",
  routing: "own-address searches",
  i18n: "amount-text format frame-en region-name relative translation zone-day",
  shell:
    "failures layout mark menu-targets outbound-paused palette-requested phone-bar record root sidebar top-bar messages/en",
  ui: `action amount card change empty icon-action key-letter lazy-overlay link logo notices order-status page phone
    problem skeletons status store-state theme thumbnail when messages/en`,
  "ui/list": `cells columns filter-fields filter-trigger filters-later first-row list-screen list-table list-total row-heights
    row-link row-steps search-box search-state tabs tick views virtual-rows`,
  // What the navigation asks and shows.
  home: "query",
  inbox: "query",
  "integrations/connect": "steps",
  // The list one mostly opens: less than what asking for its files would cost.
  orders: "due list list-columns list-empty list-filters list.module queries state tabs messages/en",
};

const ICONS = `AlertTriangle ArrowBackUp ArrowDown Bolt BuildingStore BuildingWarehouse CashRegister ChartBar CircleCheck Discount FileInvoice
  FileSearch Filter Gift Home Inbox InfoCircle ListCheck Plus ReportMoney Search Settings ShieldCog ShoppingBag Tag TruckDelivery Users X`;

const names = (text: string): string[] => text.split(/\s+/);

/** Throws where a file was renamed: it would leave the script without a word. */
function filesIn([folder, text]: readonly [string, string]): string[] {
  return names(text).flatMap((name) => {
    const found = globSync(`src/${folder}/${name}.{ts,tsx,css,json}`, {
      cwd: import.meta.dirname,
      exclude: ["**/*.test.ts"],
    });
    if (found.length === 0) throw new Error(`web/frame.ts names src/${folder}/${name}, and there is no such file.`);
    return found;
  });
}

const own = new Set(Object.entries(FILES).flatMap(filesIn));

const OTHERS = [
  /node_modules\/@mantine\/core\/esm\/core\//,
  new RegExp(`node_modules/@mantine/core/esm/components/(${[...FRAME_COMPONENTS].join("|")})/`),
  // One style sheet, ours behind Mantine's layer.
  /@mantine\/core\/styles\.layer\.css$|web\/src\/ui\/look\.css$/,
  /@tabler\/icons-react\/dist\/esm\/(createReactComponent|defaultAttributes)\.mjs$/,
  new RegExp(`@tabler/icons-react/dist/esm/icons/Icon(${names(ICONS).join("|")})\\.mjs$`),
  /\/sdk\/index\.|src\/commerce\/(days|decimal|money|order-states|statuses)\./,
];

export function isInFrame(id: string): boolean {
  const [, path] = /\/web\/(src\/[^?]*)/.exec(id) ?? [];
  return (path !== undefined && own.has(path)) || OTHERS.some((pattern) => pattern.test(id));
}
