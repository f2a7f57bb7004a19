/** A field that holds a description in JSON: examples to begin with, and an editor that knows its schema. */
import { Button, Group, Input, Menu, Text, Textarea } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { hub } from "../../data/hub.ts";
import { reading } from "../../data/reading.ts";
import { languageShown } from "../../i18n/language.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Quiet } from "../../ui/quiet.tsx";
import type { Field } from "../data.ts";

/** Loaded where a description is written, nowhere else. */
const Editor = lazy(async () => ({ default: (await import("./editor/json-editor.tsx")).JsonEditor }));

const schemaQuery = (provider: string, field: string) =>
  reading(
    ["integrations", "schema", provider, field],
    () => hub.GET("/api/schemas/{provider}/{field}", { params: { path: { provider, field } } }),
    { staleTime: Number.POSITIVE_INFINITY },
  );

const examplesQuery = (provider: string, field: string) =>
  reading(
    ["integrations", "examples", provider, field, languageShown()],
    () => hub.GET("/api/integrations/providers/{provider}/examples/{field}", { params: { path: { provider, field } } }),
    { staleTime: Number.POSITIVE_INFINITY },
  );

interface Props {
  readonly provider: string;
  readonly field: Field;
  readonly value: string;
  readonly error: string | undefined;
  onChange(value: string): void;
  onLeave(): void;
}

export function DescribedField({ provider, field, value, error, onChange, onLeave }: Props) {
  const { t } = useTranslation("integrations");
  const { data: schema } = useQuery(schemaQuery(provider, field.id));
  const { data: examples } = useQuery(examplesQuery(provider, field.id));
  const id = `field-${field.id}`;
  return (
    <Input.Wrapper
      label={<bdi>{field.label}</bdi>}
      description={field.help === undefined ? undefined : <bdi id={`${id}-help`}>{field.help}</bdi>}
      error={error === undefined ? undefined : <bdi>{error}</bdi>}
      withAsterisk={field.required}
    >
      {examples !== undefined && examples.items.length > 0 && (
        <Group gap="xs" my={6}>
          <Menu position="bottom-start" withinPortal width={360}>
            <Menu.Target>
              <Button size="compact-sm" variant="default" leftSection={<IconTemplate size={14} />}>
                {t("form.examples")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {examples.items.map((example) => (
                <Menu.Item key={example.id} onClick={() => onChange(`${JSON.stringify(example.value, null, 2)}\n`)}>
                  <Text size="sm" fw={500}>
                    {example.label}
                  </Text>
                  <Quiet size="xs">{example.help}</Quiet>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Quiet size="xs">{t("form.suggests")}</Quiet>
        </Group>
      )}
      <Suspense fallback={<Textarea value={value} readOnly rows={6} dir="ltr" aria-label={field.label} />}>
        {schema !== undefined && (
          <Editor
            id={id}
            label={field.label}
            describedBy={field.help === undefined ? undefined : `${id}-help`}
            isWrong={error !== undefined}
            value={value}
            schema={schema}
            onChange={onChange}
            onLeave={onLeave}
          />
        )}
      </Suspense>
    </Input.Wrapper>
  );
}
