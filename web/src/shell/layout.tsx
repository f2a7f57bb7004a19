/** The frame around every screen: navigation at the side, bar on top, bottom bar on a phone. */
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { firstDrawn, useIsDrawn } from "../data/after-first-paint.ts";
import { listenLive } from "../data/live.ts";
import { SessionGiven, useSession, useStoredSession } from "../data/session.ts";
import { ZoneGiven } from "../i18n/format.ts";
import { loadTexts } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { choiceOf, saveChoice } from "../storage/choices.ts";
import { useSenderRequested } from "../storage/sender-requested.ts";
import { useIsPhone } from "../ui/phone.ts";
import { PageSkeleton } from "../ui/skeletons.tsx";
import classes from "./layout.module.css";
import { HeldBack } from "./outbound-paused.tsx";
import { showKeys, useKeysShown, usePaletteRequested } from "./palette-requested.ts";
import { PhoneBar } from "./phone-bar.tsx";
import { recordAt } from "./record.ts";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";

/** Loaded when it is first asked for: it brings a search and its dialog along. */
const Palette = lazy(() => import("./palette.tsx").then(({ Palette: loaded }) => ({ default: loaded })));

const Keys = lazy(async () => ({ default: (await import("./keys.tsx")).Keys }));

const Opened = lazy(async () => ({ default: (await import("./palette/opened.tsx")).Opened }));

/** A page goes on without it where it cannot be loaded: what is kept is sent from the next. */
const Sender = lazy(() =>
  loadTexts("packing", "hub-messages")()
    .then(() => import("../packing/sender.tsx"))
    .then(
      ({ Sender: loaded }) => ({ default: loaded }),
      () => ({ default: () => null }),
    ),
);

const NARROW = "argosy.sidebar-narrow";

export function Layout() {
  const session = useStoredSession(useQueryClient());
  return (
    <SessionGiven value={session}>
      <ZoneGiven value={session.organization?.zone ?? "UTC"}>
        <Frame />
      </ZoneGiven>
    </SessionGiven>
  );
}

/** Not kept where the script for it cannot be loaded: the hub is away already. */
const keepDashboardLater = (): Promise<void> =>
  import("../offline/cache-dashboard.ts").then(
    ({ cacheDashboard: keepDashboard }) => keepDashboard(),
    () => undefined,
  );

/** A page of the build before is loaded anew where one leaves a screen: nothing typed is lost then. */
function useNewestBuild(): void {
  const router = useRouter();
  useEffect(() => {
    let isOlder = false;
    const replaced = () => {
      isOlder = true;
    };
    window.addEventListener("argosy:newer-build", replaced);
    const stop = router.subscribe("onBeforeLoad", ({ pathChanged }) => {
      if (isOlder && pathChanged) window.location.reload();
    });
    return () => {
      window.removeEventListener("argosy:newer-build", replaced);
      stop();
    };
  }, [router]);
}

function Frame() {
  const { t } = useTranslation("shell");
  const [isMenuOpen, menu] = useDisclosure();
  const [isNarrow, setNarrow] = useState(() => choiceOf(NARROW) === "true");
  const narrow = (requested: boolean) => {
    saveChoice(NARROW, String(requested));
    setNarrow(requested);
  };
  const isPhone = useIsPhone();
  const isPaletteRequested = usePaletteRequested();
  const areKeysShown = useKeysShown();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const record = recordAt(path);
  const client = useQueryClient();
  const { organization } = useSession();
  useEffect(() => void firstDrawn(client).then(keepDashboardLater), [client]);
  useNewestBuild();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another organization has a stream of its own
  useEffect(() => listenLive(client), [client, organization?.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a choice in the menu leads elsewhere and closes it
  useEffect(() => menu.close(), [path]);
  return (
    <div className={classes.frame} data-narrow={isNarrow || undefined} data-menu={isMenuOpen || undefined}>
      <a className={classes.skip} href="#content">
        {t("skip")}
      </a>
      <header className={classes.top}>
        <TopBar isMenuOpen={isMenuOpen} onMenu={menu.toggle} />
      </header>
      <div className={classes.side}>
        <Sidebar isNarrow={isNarrow && !isMenuOpen} onNarrow={() => narrow(!isNarrow)} onClose={menu.close} />
      </div>
      <main id="content" tabIndex={-1} className={classes.main}>
        <HeldBack />
        <StoredPackings />
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      {isPhone && <PhoneBar onMore={menu.toggle} />}
      <Suspense>
        {isPaletteRequested && <Palette />}
        {areKeysShown && <Keys onClose={() => showKeys(false)} />}
      </Suspense>
      <Suspense>{record && <Opened {...record} />}</Suspense>
    </div>
  );
}

function StoredPackings() {
  const isRequested = useSenderRequested();
  const isDrawn = useIsDrawn();
  return <Suspense>{isRequested && isDrawn && <Sender />}</Suspense>;
}
