import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { reconnectEvents } from "../data/live.ts";
import { queryClient } from "../data/query-client.ts";
import { sessionQuery } from "../data/session.ts";
import { loadTexts } from "../i18n/language.ts";
import { directionOf } from "../i18n/languages.ts";
import { LanguageShown, useLanguageShown } from "../i18n/translation.ts";
import { router } from "../routing/tree.ts";
import { useNoticesRequested } from "../ui/notices.ts";
import { theme } from "../ui/theme.ts";

/** The page's one-time word that lets our own style elements pass its content security policy. */
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
// What dialogs use to hold the page behind them still asks for it by this name (get-nonce).
Object.assign(globalThis, { __webpack_nonce__: nonce });

const NoticesHost = lazy(() => import("./notices-host.tsx").then(({ NoticesHost: host }) => ({ default: host })));

const SignInAgain = lazy(async () => {
  await loadTexts("first-run")();
  return { default: (await import("../first-run/sign-in-again.tsx")).SignInAgain };
});

export function App() {
  const language = useLanguageShown();
  const direction = directionOf(language);
  const areNoticesWanted = useNoticesRequested();
  const [endedFor, goOn] = useEndedSession();
  return (
    <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
        // Both stand in the style sheet (theme-styles.ts).
        withCssVariables={false}
        withGlobalClasses={false}
      >
        {areNoticesWanted && (
          <Suspense>
            <NoticesHost />
          </Suspense>
        )}
        <LanguageShown value={language}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            {endedFor !== null && (
              <Suspense>
                <SignInAgain email={endedFor} onIn={goOn} onLeave={leave} />
              </Suspense>
            )}
          </QueryClientProvider>
        </LanguageShown>
      </MantineProvider>
    </DirectionProvider>
  );
}

/** Whose session has ended while they worked, and what to call once they are in again: the page stays as it is meanwhile. */
function useEndedSession(): readonly [email: string | null, goOn: () => void] {
  const [email, setEmail] = useState<string | null>(null);
  useEffect(() => {
    const ended = () => setEmail(queryClient.getQueryData(sessionQuery.queryKey)?.user?.email ?? null);
    window.addEventListener("argosy:signed-out", ended);
    return () => window.removeEventListener("argosy:signed-out", ended);
  }, []);
  const goOn = () => {
    setEmail(null);
    reconnectEvents();
    void queryClient.invalidateQueries();
    void router.invalidate();
  };
  return [email, goOn];
}

/** To the sign-in, and from there back to where one was. */
function leave(): void {
  const back = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?${new URLSearchParams({ back })}`);
}
