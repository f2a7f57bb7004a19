/** A category of a channel: searched by words, gone down into, or proposed for a product. */
import { Button, Group, Loader, NavLink, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronRight, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { boundText } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Category, categoriesQuery, RENEWED, readCategories, suggestCategories } from "./queries.ts";

interface Props {
  readonly storeId: string;
  /** Categories are proposed for it; null: for none. */
  readonly productId: string | null;
  readonly chosen: Category | null;
  onChoose(category: Category | null): void;
}

export function CategoryChooser({ storeId, productId, chosen, onChoose }: Props) {
  const { t } = useTranslation("listing-drafts");
  const [text, setTerms] = useState("");
  const [above, setAbove] = useState<Category | null>(null);
  const [q] = useDebouncedValue(text.trim(), 200);
  const found = useQuery(categoriesQuery(storeId, q, above?.key ?? null));
  const read = useFormAction({ run: () => readCategories(storeId), renews: RENEWED });
  const proposed = useFormAction({ run: (id: string) => suggestCategories(storeId, id) });
  const [proposals, setProposals] = useState<readonly Category[] | null>(null);
  const propose = (id: string) => void proposed.startAndWait(id).then(setProposals, () => undefined);
  if (chosen)
    return (
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={0}>
          <Text size="sm" fw={500}>
            {t("category")}
          </Text>
          <Path of={chosen} />
        </Stack>
        <Button size="xs" variant="default" onClick={() => onChoose(null)}>
          {t("changeCategory")}
        </Button>
      </Group>
    );
  const open = (category: Category) => {
    if (category.isLeaf) onChoose(category);
    else {
      setAbove(category);
      setTerms("");
    }
    setProposals(null);
  };
  const isUnread = found.data?.readAt === null;
  const search = (next: string) => {
    setTerms(next);
    setProposals(null);
  };
  const isNone = !isUnread && proposals === null && q !== "" && found.data?.categories.length === 0;
  return (
    <Stack gap="xs">
      <TextInput
        label={t("category")}
        placeholder={t("searchCategory")}
        disabled={isUnread}
        {...boundText(text, search)}
      />
      <Group gap="xs">
        <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} {...starts(read)}>
          {t("readCategories")}
        </Button>
        {productId !== null && !isUnread && (
          <Button size="xs" variant="default" loading={proposed.isRunning} onClick={() => propose(productId)}>
            {t("suggest")}
          </Button>
        )}
        {above && (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setAbove(null);
              setProposals(null);
            }}
          >
            {t("allCategories")}
          </Button>
        )}
      </Group>
      {[read.error, proposed.error, found.error].map(
        (error, at) => error !== null && error !== undefined && <ProblemNotice key={String(at)} error={error} />,
      )}
      {found.isPending && <Loader size={16} />}
      {isUnread && <Quiet>{t("unread")}</Quiet>}
      <Choices of={proposals ?? found.data?.categories ?? []} onOpen={open} />
      {proposals?.length === 0 && <Quiet>{t("noSuggestion")}</Quiet>}
      {isNone && <Quiet>{t("noneFound")}</Quiet>}
    </Stack>
  );
}

function Choices({ of, onOpen }: { readonly of: readonly Category[]; onOpen(category: Category): void }) {
  return (
    <Stack gap={0} mah={280} style={{ overflowY: "auto" }}>
      {of.map((category) => (
        <NavLink
          key={category.key}
          component="button"
          type="button"
          label={<bdi>{category.name}</bdi>}
          description={<Path of={{ path: category.path.slice(0, -1) }} />}
          rightSection={category.isLeaf ? null : <IconChevronRight size={14} className="mirrored" />}
          onClick={() => onOpen(category)}
        />
      ))}
    </Stack>
  );
}

const Path = ({ of: { path } }: { readonly of: Pick<Category, "path"> }) => (
  <Quiet size="xs" component="span">
    <bdi>{path.join(" › ")}</bdi>
  </Quiet>
);
