/** What a connection description would read and send, before anything of it is kept. */
import { Alert, Badge, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { ProblemNotice } from "../../ui/problem.tsx";
import { Quiet } from "../../ui/quiet.tsx";

interface Props {
  readonly provider: string;
  readonly store: string;
  /** The form's values, or null with its faults shown. */
  values(): Record<string, string> | null;
}

type Answer = Awaited<ReturnType<typeof ask>>;

const ask = (provider: string, connectionId: string, values: Record<string, string>) =>
  body(
    hub.POST("/api/integrations/providers/{provider}/try", {
      params: { path: { provider } },
      body: { values, connectionId },
    }),
  );

export function Trial({ provider, store, values }: Props) {
  const { t } = useTranslation("integrations");
  const [answer, setAnswer] = useState<Answer>();
  const attempt = useFormAction({
    run: (typed: Record<string, string>) => ask(provider, store, typed),
    done: setAnswer,
  });
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconFlask size={16} />}
          loading={attempt.isRunning}
          onClick={() => {
            const typed = values();
            if (typed !== null) attempt.start(typed);
          }}
        >
          {t("trial.try")}
        </Button>
        <Text size="xs" c="var(--quiet)" flex={1} miw={220}>
          {t("trial.tryHelp")}
        </Text>
      </Group>
      {attempt.error !== null && <ProblemNotice error={attempt.error} />}
      {attempt.error === null && answer !== undefined && <TrialResult {...answer} />}
    </Stack>
  );
}

function TrialResult({ reads, writes }: Answer) {
  const { t } = useTranslation("integrations");
  if (reads.length + writes.length === 0) return <Text size="sm">{t("trial.none")}</Text>;
  return (
    <Stack gap="lg" role="status">
      {reads.length > 0 && (
        <Stack gap="sm">
          <Title order={3} size="h5">
            {t("trial.reads")}
          </Title>
          {reads.map((read) => (
            <ReadPart key={read.name} {...read} />
          ))}
        </Stack>
      )}
      {writes.length > 0 && (
        <Stack gap="sm">
          <Title order={3} size="h5">
            {t("trial.writes")}
          </Title>
          <Quiet size="xs">{t("trial.notSent")}</Quiet>
          {writes.map(({ name, request, problem }) => (
            <Stack key={name} gap={4}>
              <Text size="sm" className="code">
                {name}
              </Text>
              {problem !== null && <Alert color="red">{problem}</Alert>}
              {request !== null && <Block value={request.body} head={`${request.method} ${request.url}`} />}
            </Stack>
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function ReadPart({ name, count, records, problem }: Answer["reads"][number]) {
  const { t } = useTranslation("integrations");
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Text size="sm" className="code">
          {name}
        </Text>
        {problem === null && <Quiet size="xs">{t("trial.count", { count })}</Quiet>}
      </Group>
      {problem !== null && <Alert color="red">{problem}</Alert>}
      {problem === null && count === 0 && <Text size="sm">{t("trial.empty")}</Text>}
      {records.map(({ raw, mapped, problems }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page's records have no name of their own and never change places
        <Stack key={`${name}-${index}`} gap={4}>
          {problems.length === 0 ? (
            <Badge color="green" variant="light">
              {t("trial.fine")}
            </Badge>
          ) : (
            <Alert color="red">
              {problems.map((one) => (
                <bdi key={one} style={{ display: "block" }}>
                  {one}
                </bdi>
              ))}
            </Alert>
          )}
          <Block value={raw} head={t("trial.raw")} />
          <Block value={mapped} head={t("trial.mapped")} />
        </Stack>
      ))}
    </Stack>
  );
}

function Block({ head, value }: { readonly head: string; readonly value: unknown }) {
  return (
    <details>
      <summary>
        <Text span size="xs">
          <bdi>{head}</bdi>
        </Text>
      </summary>
      <Code block dir="ltr">
        {JSON.stringify(value, null, 2)}
      </Code>
    </details>
  );
}
