/** From a platform's card to the first sync, in steps; each stands in the address, so that one can leave and come back. */
import { Progress, Stack, Stepper, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction, useFormAction } from "../../ui/action.ts";
import { Logo } from "../../ui/logo.tsx";
import { Page } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { PageSkeleton } from "../../ui/skeletons.tsx";
import { type Connection, connectionQuery, connectionsQuery, hasSync, type Provider, providerQuery } from "../data.ts";
import { Accounts, AlsoConnected } from "./accounts.tsx";
import { Check } from "./check.tsx";
import { type Choice, Choose } from "./choose.tsx";
import { Credentials } from "./credentials.tsx";
import { Go } from "./go.tsx";
import { Plan } from "./plan.tsx";
import { type ConnectSearch, STEPS, type StepName } from "./steps.ts";

const FROM = "/app/channels/connect/$provider";

export function Connect() {
  const { provider } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const existing = useQuery(providerQuery(provider));
  const draft = useDraft(provider, search.store);
  const store = useQuery({
    ...connectionQuery(search.store ?? ""),
    enabled: search.store !== undefined,
    // A consent given elsewhere is seen also where live events do not come through.
    refetchInterval: ({ state }) =>
      state.data?.state === "draft" || state.data?.firstWebhookAt === null ? 5_000 : false,
  });
  const { t } = useTranslation("integrations");
  const failure = existing.error ?? draft.error ?? store.error;
  if (failure !== null)
    return (
      <Page title={t("connect")} above={{ label: t("title"), to: "/channels/add" }}>
        <ProblemNotice error={failure} />
      </Page>
    );
  if (!existing.data || !store.data) return <PageSkeleton />;
  return (
    <Steps
      provider={existing.data}
      store={store.data}
      search={search}
      secret={draft.secret}
      onSecret={draft.setSecret}
    />
  );
}

/** Takes up the form left open before, or reserves a new connection with its addresses and secret. */
function useDraft(provider: string, store: string | undefined) {
  const client = useQueryClient();
  const navigate = useNavigate({ from: "/channels/connect/$provider" });
  const [secret, setSecret] = useState<string>();
  const isRequested = useRef(false);
  const open = useFormAction({
    async run() {
      const drafts = await client.fetchQuery({ ...connectionsQuery("draft"), staleTime: 0 });
      const stored = drafts.items.find((one) => one.provider === provider);
      if (stored) {
        client.setQueryData(connectionQuery(stored.id).queryKey, stored);
        return { storeId: stored.id };
      }
      return body(hub.POST("/api/stores", { body: { provider, draft: true } }));
    },
    async done(answer) {
      if ("webhookSecret" in answer) setSecret(answer.webhookSecret);
      await navigate({ search: (before) => ({ ...before, store: answer.storeId }), replace: true });
    },
  });
  useEffect(() => {
    if (store !== undefined || isRequested.current) return;
    isRequested.current = true;
    open.start();
  }, [store, open]);
  return { secret, setSecret, error: open.error };
}

interface StepsProps {
  readonly provider: Provider;
  readonly store: Connection;
  readonly search: ConnectSearch;
  readonly secret: string | undefined;
  onSecret(secret: string): void;
}

/** A form that was not sent yet, or was refused, is where everybody stands first. */
function stepOf({ step }: ConnectSearch, { state }: Connection): StepName {
  if (state === "draft") return "credentials";
  return step ?? "check";
}

/** A consent waits for its accounts to be picked; the form is shown to who asks for it, or was refused another. */
const isChoosing = ({ step, error }: ConnectSearch, { isChoiceOpen }: Connection): boolean =>
  isChoiceOpen && step !== "credentials" && error === undefined;

function Steps(props: StepsProps) {
  const { t } = useTranslation("integrations");
  const { provider, store, search } = props;
  const step = stepOf(search, store);
  const steps = provider.kind === "commerce" && hasSync(provider) ? STEPS : STEPS.slice(0, 2);
  const at = steps.indexOf(step);
  return (
    <Page
      title={t("connectNamed", { name: provider.name })}
      above={{ label: t("title"), to: "/channels/add" }}
      state={<Logo provider={provider.id} size={28} />}
    >
      <Stack gap={4} hiddenFrom="sm">
        <Text size="sm" fw={500}>
          {t("stepOf", { at: at + 1, count: steps.length, name: t(`step.${step}`) })}
        </Text>
        <Progress value={(100 * (at + 1)) / steps.length} aria-label={t("progress")} />
      </Stack>
      <Stepper active={at} size="sm" visibleFrom="sm" allowNextStepsSelect={false} iconSize={28} mb="sm">
        {steps.map((one) => (
          <Stepper.Step key={one} label={t(`step.${one}`)} component="div" />
        ))}
      </Stepper>
      <Shown {...props} step={step} isSyncing={steps.length > 2} />
    </Page>
  );
}

const pastForm = ({ step, ...before }: ConnectSearch): ConnectSearch => ({
  ...before,
  error: undefined,
  step: step === undefined || step === "credentials" ? "check" : step,
});

function Shown({
  provider,
  store,
  search,
  secret,
  onSecret,
  step,
  isSyncing,
}: StepsProps & { readonly step: StepName; readonly isSyncing: boolean }) {
  const navigate = useNavigate({ from: "/channels/connect/$provider" });
  const go = (to: Partial<ConnectSearch>) =>
    void navigate({ search: (before) => ({ ...before, error: undefined, ...to }) });
  const importing = useAction({
    run: (orders: string) =>
      body(
        hub.POST("/api/runs", {
          body: {
            type: "import_orders",
            storeId: store.id,
            options: { importOrdersDays: orders === "all" ? "all" : Number(orders) },
          },
        }),
      ),
  });
  /** Orders of the past come after the products they name. */
  const finish = async (apply: string | undefined, orders: string | undefined) => {
    const requested = orders !== undefined && orders !== "none" ? (await importing.startAndWait(orders)).id : undefined;
    go({ step: "go", apply, history: requested });
  };
  const without = ({ orders }: Choice) => void finish(undefined, orders).catch(() => undefined);
  if (step === "credentials" && isChoosing(search, store))
    return (
      <Accounts
        provider={provider}
        store={store}
        onConnected={(others) => go({ step: "check", ...(others.length > 0 && { others: others.join(",") }) })}
        onRestart={() => go({ step: "credentials" })}
      />
    );
  if (step === "credentials")
    return (
      <Credentials
        provider={provider}
        store={store}
        secret={secret}
        onSecret={onSecret}
        given={search}
        refused={search.error}
        // An event may have shown the next step before this answer: whoever went on from there stays where they are.
        onConnected={() => void navigate({ search: pastForm })}
      />
    );
  if (step === "check")
    return (
      <Stack gap="md">
        {search.others !== undefined && <AlsoConnected ids={search.others.split(",")} />}
        <Check provider={provider} store={store} onNext={isSyncing ? () => go({ step: "choose" }) : undefined} />
      </Stack>
    );
  if (step === "choose" || (step === "plan" && search.plan === undefined))
    return (
      <Choose
        provider={provider}
        store={store}
        before={search}
        onPlan={(plan, { stock, orders }) => go({ step: "plan", plan, stock, orders })}
        onWithout={without}
      />
    );
  if (step === "plan")
    return (
      <Plan
        store={store}
        runId={search.plan ?? ""}
        stock={search.stock ?? "none"}
        onApplied={(apply) => void finish(apply, search.orders).catch(() => undefined)}
        onBack={() => go({ step: "choose", plan: undefined })}
      />
    );
  return <Go store={store} apply={search.apply} history={search.history} />;
}
