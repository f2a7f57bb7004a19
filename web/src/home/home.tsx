import { Button, Skeleton, Stack } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBuildingStore } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useIsDrawn } from "../data/after-first-paint.ts";
import { readSteps } from "../data/first-steps.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { choiceOf, saveChoice } from "../storage/choices.ts";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { AttentionCard } from "./attention.tsx";
import classes from "./home.module.css";
import { type HomeFigures, homeQuery } from "./query.ts";
import { RunningOutCard } from "./running-out.tsx";
import { SalesCard } from "./sales.tsx";
import { StoresCard } from "./stores.tsx";
import { ToShipCard } from "./to-ship.tsx";

/** Loaded until somebody hides it. */
const Checklist = lazy(async () => ({ default: (await import("./checklist.tsx")).Checklist }));

/** Loaded where there are sandbox channels. */
const SandboxSales = lazy(async () => ({ default: (await import("./sandbox-sales.tsx")).SandboxSales }));

/** Whether somebody hid the list on this machine. */
function useHidden() {
  const { organization } = useSession();
  const stored = `argosy.checklist-hidden.${organization?.id}`;
  const [isHidden, setHidden] = useState(() => choiceOf(stored) === "true");
  const hide = () => {
    saveChoice(stored, "true");
    setHidden(true);
  };
  return { isHidden, hide };
}

/** It comes after the figures, and below them: nothing moves that is being read. */
function SetUp({ home }: { readonly home: HomeFigures }) {
  const { may } = useSession();
  const { isHidden, hide } = useHidden();
  if (isHidden || !may("manage_members")) return null;
  return (
    <Suspense>
      <Checklist home={home} onDismiss={hide} />
    </Suspense>
  );
}

/** Once the page stands: what the steps are read from need not wait for its figures. */
function useReadSteps(): void {
  const client = useQueryClient();
  const { may } = useSession();
  const { isHidden } = useHidden();
  const isRequested = useIsDrawn() && !isHidden && may("manage_members");
  useEffect(() => {
    if (isRequested) readSteps(client);
  }, [client, isRequested]);
}

/** What a seller looks at first: what was sold, what to pack, what needs them, what runs out, how the stores do. */
export function HomeScreen() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = useQuery(homeQuery);
  useReadSteps();
  return (
    <Page title={t("title")}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data ? <Figures home={data} /> : error === null && <Shapes />}
    </Page>
  );
}

function Figures({ home }: { readonly home: HomeFigures }) {
  const isNew = home.stores.length === 0 && home.sales.month.total.orders === 0;
  if (isNew) return <FirstStep home={home} />;
  return (
    <Places
      sales={
        <>
          <SalesCard home={home} />
          {home.stores.some(({ isSandbox }) => isSandbox) && (
            <Suspense>
              <SandboxSales isReminder />
            </Suspense>
          )}
        </>
      }
      ship={<ToShipCard home={home} />}
      attention={<AttentionCard alerts={home.alerts} inbox={home.inbox} />}
      running={<RunningOutCard home={home} />}
      stores={<StoresCard stores={home.stores} />}
      setUp={<SetUp home={home} />}
    />
  );
}

interface PlacesProps {
  readonly sales: ReactNode;
  readonly ship: ReactNode;
  readonly attention: ReactNode;
  readonly running: ReactNode;
  readonly stores: ReactNode;
  readonly setUp?: ReactNode;
}

/** Two columns, each as tall as what it holds; one on a narrow screen, with what needs hands before what is looked up. */
function Places({ sales, ship, attention, running, stores, setUp }: PlacesProps) {
  const isNarrow = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false });
  if (isNarrow)
    return (
      <Stack gap="md">
        {sales}
        {ship}
        {attention}
        {running}
        {stores}
        {setUp}
      </Stack>
    );
  return (
    <div className={classes.columns}>
      <Stack gap="md">
        {sales}
        {running}
      </Stack>
      <Stack gap="md">
        {ship}
        {attention}
        {stores}
        {setUp}
      </Stack>
    </div>
  );
}

/** Nothing is connected: one thing to do. What needs a person is shown all the same. */
function FirstStep({ home }: { readonly home: HomeFigures }) {
  const { t } = useTranslation("home");
  const { may } = useSession();
  return (
    <>
      <Empty
        icon={IconBuildingStore}
        title={t("first.title")}
        text={may("connect") ? t("first.text") : t("first.askAdmin")}
        action={
          may("connect") && (
            <Button component={Link} to="/channels/add" mt="xs">
              {t("first.button")}
            </Button>
          )
        }
      />
      {home.alerts.length + home.inbox.total > 0 && <AttentionCard alerts={home.alerts} inbox={home.inbox} />}
      <SetUp home={home} />
    </>
  );
}

function Shapes() {
  return (
    <div aria-busy="true">
      <Places
        sales={<Skeleton h={420} />}
        ship={<Skeleton h={120} />}
        attention={<Skeleton h={240} />}
        running={<Skeleton h={260} />}
        stores={<Skeleton h={200} />}
      />
    </div>
  );
}
