/** Every platform one can sell on as a tile that leads to its connect form: for a first choice, without states and sections. */
import { Box, Group, Paper, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Logo } from "../ui/logo.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { catalogQuery } from "./data.ts";
import classes from "./platform-tiles.module.css";

export function PlatformTiles() {
  const catalog = useQuery(catalogQuery());
  if (catalog.error) return <ProblemNotice error={catalog.error} onRetry={() => void catalog.refetch()} />;
  if (!catalog.data) return <RowsSkeleton rows={6} />;
  return (
    <Box style={{ display: "grid", gap: 8, gridTemplateColumns: "repeat(auto-fill, minmax(148px, 1fr))" }}>
      {catalog.data.sections
        .flatMap(({ providers }) => providers)
        .filter(({ kind }) => kind === "commerce")
        .map((card) => (
          <Paper
            key={card.id}
            component={Link}
            to={`/channels/connect/${card.id}`}
            p={8}
            data-provider={card.id}
            className={classes.tile}
          >
            <Group gap={8} wrap="nowrap">
              <Logo provider={card.id} size={24} />
              <Text size="sm" fw={500} truncate dir="auto">
                {card.name}
              </Text>
            </Group>
          </Paper>
        ))}
    </Box>
  );
}
