import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types and hooks come from the schema the server prints; nothing about the API is written by hand. */
const scalars = { ID: 'string', UUID: 'string', DateTime: 'string', Int64: 'number' };

const config: CodegenConfig = {
  schema: process.env.GISA_SCHEMA ?? '../schema.graphql',
  documents: 'src/**/*.graphql',
  ignoreNoDocuments: true,
  generates: {
    'src/server/schema.generated.ts': {
      plugins: ['typescript'],
      config: { scalars, enumsAsTypes: true, useTypeImports: true },
    },
    'src/': {
      preset: 'near-operation-file',
      presetConfig: { extension: '.generated.ts', baseTypesPath: 'server/schema.generated.ts' },
      plugins: ['typescript-operations', 'typescript-rtk-query'],
      config: {
        scalars,
        enumsAsTypes: true,
        useTypeImports: true,
        importBaseApiFrom: '@/server/api',
        exportHooks: true,
      },
    },
  },
};

export default config;
