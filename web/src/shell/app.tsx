import { DirectionProvider, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "../data/query-client.ts";
import { directionOf } from "../i18n/language.ts";
import { router } from "../routing/tree.ts";
import { theme } from "../ui/theme.ts";

/** The page's one-time word that lets our own style elements pass its content security policy. */
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";

export function App() {
  const { i18n } = useTranslation();
  const direction = directionOf(i18n.language);
  useSignedOut();
  return (
    <DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <Notifications position={direction === "rtl" ? "bottom-left" : "bottom-right"} limit={4} />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
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
