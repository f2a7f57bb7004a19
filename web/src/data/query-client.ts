import { QueryClient } from "@tanstack/react-query";
import { onLanguage } from "../i18n/language.ts";
import { Problem } from "./hub.ts";

const MOST_TRIES = 3;

/** What is shown stays fresh by server-sent events, so that nothing is asked again for having been looked at again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      // Also without a network: the hub may run on this very machine.
      networkMode: "always",
      retry: (failures, error) => failures < MOST_TRIES && error instanceof Problem && error.retryable,
      retryDelay: (attempt) => Math.min(1_000 * 2 ** attempt, 15_000),
    },
    mutations: { networkMode: "always", retry: false },
  },
});

/** Connectors' words come in the language they were asked for in. */
onLanguage(() => void queryClient.invalidateQueries());
