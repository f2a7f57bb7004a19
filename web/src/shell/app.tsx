import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { queryClient } from "../data/query-client.ts";
import { directionOf } from "../i18n/languages.ts";
import { LanguageShown, useLanguageShown } from "../i18n/translation.ts";
import { router } from "../routing/tree.ts";
import { useNoticesWanted } from "../ui/notices.ts";
import { theme } from "../ui/theme.ts";

/** The page's one-time word that lets our own style elements pass its content security policy. */
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
// What dialogs use to hold the page behind them still asks for it by this name (get-nonce).
Object.assign(globalThis, { __webpack_nonce__: nonce });

const NoticesHost = lazy(() => import("./notices-host.tsx").then(({ NoticesHost: host }) => ({ default: host })));

export function App() {
  const language = useLanguageShown();
  const direction = directionOf(language);
  const areNoticesWanted = useNoticesWanted();
  useSignedOut();
  return (
    <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        {areNoticesWanted && (
          <Suspense>
            <NoticesHost />
          </Suspense>
        )}
        <LanguageShown value={language}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LanguageShown>
      </MantineProvider>
    </DirectionProvider>
  );
}

/** A session that ended elsewhere leads to the sign-in, and from there back to where one was. */
function useSignedOut(): void {
  useEffect(() => {
    const leave = () => {
      if (router.state.location.pathname === "/sign-in") return;
      if (queryClient.getQueryData(["session"]) === undefined) return;
      queryClient.setQueryData(["session"], null);
      void router.invalidate();
    };
    window.addEventListener("argosy:signed-out", leave);
    return () => window.removeEventListener("argosy:signed-out", leave);
  }, []);
}
