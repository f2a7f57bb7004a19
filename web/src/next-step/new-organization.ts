/** The organization made in this tab: until it is read, nothing of it is done. */
import { choiceOf, keepChoice } from "../storage/choices.ts";

const KEPT_AS = "argosy.new-organization";

export const keepNewOrganization = (id: string): void => keepChoice(KEPT_AS, id, "tab");

export const isNewOrganization = (id: string | undefined): boolean =>
  id !== undefined && choiceOf(KEPT_AS, "tab") === id;
