#!/usr/bin/env node
import { run } from '../src/index.js';

const { code, stdout, stderr } = run(process.argv.slice(2), { cwd: process.cwd(), env: process.env });
if (stdout) process.stdout.write(stdout);
if (stderr) process.stderr.write(stderr);
process.exitCode = code;
