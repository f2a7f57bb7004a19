/** The organization made in this tab: until it is read, nothing of it is done. */
import { choiceOf, saveChoice } from "../storage/choices.ts";

const STORAGE_KEY = "argosy.new-organization";

export const saveNewOrganization = (id: string): void => saveChoice(STORAGE_KEY, id, "tab");

export const isNewOrganization = (id: string | undefined): boolean =>
  id !== undefined && choiceOf(STORAGE_KEY, "tab") === id;
