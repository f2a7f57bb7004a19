import { Button, Skeleton } from "@mantine/core";
import { IconBuildingStore } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../data/session.ts";
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

/** What a seller looks at first: what was sold, what to pack, what needs them, what runs out, how the stores do. */
export function HomeScreen() {
  const { t } = useTranslation("home");
  const { data, error, refetch } = useQuery(homeQuery);
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
    <div className={classes.grid}>
      <SalesCard home={home} />
      <ToShipCard home={home} />
      <AttentionCard alerts={home.alerts} />
      <RunningOutCard home={home} />
      <StoresCard stores={home.stores} />
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
            <Button component={Link} to="/integrations" mt="xs">
              {t("first.button")}
            </Button>
          )
        }
      />
      {home.alerts.length > 0 && <AttentionCard alerts={home.alerts} />}
    </>
  );
}

function Shapes() {
  return (
    <div className={classes.grid} aria-busy="true">
      <Skeleton className={classes.sales} h={420} />
      <Skeleton className={classes.ship} h={160} />
      <Skeleton className={classes.attention} h={240} />
      <Skeleton className={classes.running} h={260} />
      <Skeleton className={classes.stores} h={260} />
    </div>
  );
}
