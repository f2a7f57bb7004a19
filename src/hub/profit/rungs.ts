/** The columns of every table of profit, with what they are called outside. */
import { AMOUNTS } from "../../commerce/profit/facts.ts";

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Amounts as they are written with an order and its lines. */
export const AMOUNT_COLUMNS = AMOUNTS.map((name) => ({ name, column: `${snake(name)}_minor` }));

/** Stands for the cohort of orders without a customer. */
export const NO_COHORT = "0001-01-01";

/** Amounts as they are added up over days: advertising told of an order is part of its ads. */
export const SUM_COLUMNS = [
  ...AMOUNT_COLUMNS.filter(({ name }) => name !== "ownAds"),
  { name: "ads", column: "ads_minor" },
  { name: "overhead", column: "overhead_minor" },
] as const;
