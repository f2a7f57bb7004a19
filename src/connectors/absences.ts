/** Why a provider has no connector in this hub, and what to install: of the packages that were named and not loaded. */
import { type HubText, message } from "../commerce/message.ts";
import type { PackageProblem } from "./packages.ts";

/** What is known of a provider without a connector. */
export interface Absence {
  /** Undefined: nobody knows which package it came from. */
  readonly package?: string | undefined;
  /** For people of the organization: what its stores wait for. */
  readonly text: HubText;
}

/** Null where nothing is known of such a provider: it may be no more than a word in an address. */
export type AbsenceOf = (provider: string) => Absence | null;

export interface ListedPackages {
  /** Of packages loaded at an earlier start: the connector each brought, to its name. */
  readonly remembered: ReadonlyMap<string, string>;
  /** Names in CONNECTORS. */
  readonly named: readonly string[];
  readonly problems: readonly PackageProblem[];
}

export function absencesOf({ remembered, named, problems }: ListedPackages): AbsenceOf {
  const installed = new Map(problems.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name]])));
  return (provider) => {
    const name = installed.get(provider) ?? remembered.get(provider);
    if (name === undefined) return null;
    const problem = problems.find((one) => one.name === name);
    return { package: name, text: textOf(name, problem?.why ?? (named.includes(name) ? "unfit" : "unnamed")) };
  };
}

function textOf(name: string, why: PackageProblem["why"] | "unnamed"): HubText {
  if (why === "unfit") return message("connector.unfit", { package: name });
  if (why === "unnamed") return message("connector.unnamed", { package: name });
  return message("connector.missing", { package: name });
}

/** What the stores of a provider are told of which nothing is known. */
export const unknownProvider = (provider: string): Absence => ({ text: message("connector.unknown", { provider }) });
