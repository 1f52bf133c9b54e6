"""Recognition on small banks of many layouts. `@@ kind status` at a line's end marks a question; all else asks nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proctor.bank import Bank
from proctor.config import Override
from proctor.errors import ProctorError
from proctor.model import Question
from proctor.parse import parse
from proctor.place import place
from proctor.questions import recognise
from proctor.tree import WorkTree

_MARK = re.compile(r"[ \t]*@@ (\w+) ([\w-]+)$")
Rows = list[tuple[str, int, str, str]]


def bank_of(folder: Path, files: dict[str, str]) -> Bank:
    """A bank on disk, outside git."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tree = WorkTree(str(folder))
    return Bank({path: parse(path, tree.read(path)) for path in tree.documents()}, tree)


def unmarked(files: dict[str, str]) -> tuple[dict[str, str], Rows]:
    """The files without marks, and the rows that the marks ask for."""
    clean: dict[str, str] = {}
    rows: Rows = []
    for name, text in files.items():
        lines = []
        for number, line in enumerate(text.split("\n"), 1):
            match = _MARK.search(line)
            if match:
                rows.append((name, number, match[1], match[2]))
                line = line[: match.start()]
            lines.append(line)
        clean[name] = "\n".join(lines)
    return clean, sorted(rows)


def rows_of(bank: Bank, found: dict[str, tuple[Question, ...]]) -> Rows:
    """What was found, in the shape of the marks."""
    return sorted(
        (path, place(bank.documents[path].source, q.span.start).line, q.kind, q.status)
        for path, each in found.items()
        for q in each
    )


BANKS: dict[str, dict[str, str]] = {}

BANKS["details that ask"] = {
    "README.md": """# Kubernetes

## Pods

<details>
<summary>What is a pod? @@ summary answered
</summary>

The smallest unit that can be deployed.

</details>

<details><summary><b>How do you list pods?</b></summary> @@ summary answered

```sh
kubectl get pods
```
</details>

<details>
<summary>Why restart a pod?</summary><br><b> @@ summary empty

</b></details>

## Nodes

<details>
<summary>Explain taints</summary> @@ summary placeholder

TODO

</details>

<details>
<summary>Explain node affinity</summary> @@ summary link-only

[Read more](https://example.org/affinity)

</details>
"""
}

BANKS["bullets with nested answers"] = {
    "git-questions.md": """# Git interview questions

- What is a commit? @@ list answered
  - A snapshot of the tree with a message.
  - It has a parent.
- How do you undo a commit that was pushed? @@ list answered
  - With `git revert`.
- What is a detached HEAD? @@ list empty
- When is a rebase dangerous? @@ list placeholder
  - TBD
"""
}

BANKS["bold bullets with the answer below"] = {
    "css.md": """# CSS Interview

* **What is specificity?** @@ list answered

  The weight of a selector.

* **What is the box model?** @@ list answered

  Content, padding, border and margin.

* **What does `float` do?** @@ list empty

"""
}

BANKS["Q and A paragraphs"] = {
    "faq.md": """# Networking

Q: What is TCP? @@ para answered
A: A protocol with connections.

Q: What is UDP? @@ para answered

A: A protocol without connections.

Q: What is QUIC? @@ para empty

A:

Q: What is SCTP? @@ para placeholder

A: TODO
"""
}

BANKS["bold marks"] = {
    "java.md": """# Core Java

**Q1:** What is a class loader? @@ bold answered

**A:** It loads classes.

**Q2:** What is the string pool? @@ bold empty

**A:**

**Q3:** What does `final` mean? @@ bold answered

**Answer:** That it cannot change.
"""
}

BANKS["bold question and answer in one paragraph"] = {
    "react.md": """# React Questions

**What is JSX?** @@ bold answered
A syntax for elements.

**What are hooks?** @@ bold answered
Functions that hold state.

**What is a portal?** @@ bold empty

**Why do keys matter?** @@ bold answered
They tell siblings apart.
"""
}

BANKS["underlined headings"] = {
    "python.md": """Python Questions
================

What is a generator? @@ heading answered
--------------------

A function that yields.

What is the GIL? @@ heading empty
----------------

What are decorators? @@ heading answered
--------------------

Functions over functions.
"""
}

BANKS["numbers in a list, answers after it"] = {
    "sql.md": """# SQL Interview Questions

1. What is a join? @@ list answered

It combines rows.

2. What is an index? @@ list answered

A structure for faster search.

3. What is a view? @@ list empty

4. What is a trigger? @@ list answered

Code that runs on a change.
"""
}

BANKS["table with questions and answers"] = {
    "http.md": """# HTTP

| # | Question | Answer |
|---|---|---|
| 1 | What is a verb? | The method of a request | @@ table answered
| 2 | What is 404? | | @@ table empty
| 3 | What is caching? | TODO | @@ table placeholder
| 4 | Explain cookies | [here](https://example.org/cookies) | @@ table link-only
""",
    "es.md": """# HTTP en español

| Pregunta | Respuesta |
|---|---|
| ¿Qué es un verbo? | El método de una petición | @@ table answered
| ¿Qué es una cookie? | Pendiente | @@ table placeholder
| Estados de error | Del 400 al 599 | @@ table answered
""",
    "zh.md": """# 网络

| 序号 | 问题 | 答案 |
|---|---|---|
| 1 | 什么是握手 | 建立连接的过程 | @@ table answered
| 2 | 挥手的过程 | 待补充 | @@ table placeholder
""",
}

BANKS["multiple choice"] = {
    "quiz.md": """# Docker Quiz

#### Q1. Which file builds an image? @@ heading answered

- [ ] Composefile
- [x] Dockerfile
- [ ] Imagefile

#### Q2. Which command lists containers? @@ heading empty

- [ ] docker ls
- [ ] docker ps

#### Q3. Which flag detaches? @@ heading answered

- [ ] -i
- [x] -d
"""
}

BANKS["choices with a hidden answer"] = {
    "js-quiz.md": """# JS quiz

### 1. What is logged? @@ heading answered

```js
console.log(typeof null)
```

- A: `null`
- B: `object`

<details><summary>Show answer</summary>

B, for historic reasons.

</details>

### 2. What is logged? @@ heading empty

```js
console.log(0.1 + 0.2)
```

- A: `0.3`
- B: `0.30000000000000004`

<details><summary>Show answer</summary>

</details>

### 3. What is logged? @@ heading answered

```js
console.log([] + [])
```

- A: an empty string
- B: an error

<details><summary>Show answer</summary>

A

</details>
"""
}

BANKS["code that states a question, and code that answers one"] = {
    "object-questions.md": """# Questions about objects

### 1. How do you add a key value pair to an object? @@ heading answered

```js
object.key = value
```

### 2. What is the value of `x` here? @@ heading empty

```js
let x = 1 + "1"
```

### 3. How do you copy an object? @@ heading answered

```js
const copy = { ...object }
```
"""
}

BANKS["one file per question, front matter"] = {
    "questions/what-is-a-closure.md": """---
title: What is a closure?  @@ file answered
tags: js
---

A function with the variables around it.
""",
    "questions/what-is-hoisting.md": """---
title: "What is hoisting?"  @@ file empty
tags: js
---
""",
    "questions/how-does-this-work.md": """---
title: How does `this` work?  @@ file placeholder
---

TODO
""",
    "README.md": "# JavaScript\n\n- [What is a closure?](questions/what-is-a-closure.md)\n"
    "- [What is hoisting?](questions/what-is-hoisting.md)\n",
}

BANKS["one file per problem, numbered names"] = {
    "problems/001-two-sum.md": """# Two Sum  @@ file answered

## Problem

Find two numbers that add up to a target.

## Solution

Keep a map of what was seen.
""",
    "problems/002-add-two-numbers.md": """# Add Two Numbers  @@ file answered

## Problem

Add two lists.

## Solution

Carry the tens.
""",
    "problems/003-longest-substring.md": """# Longest Substring  @@ file answered

## Problem

Without a repeated letter.

## Solution

A window that slides.
""",
}

BANKS["exercise and solution"] = {
    "copy/exercise.md": "# Copy a file  @@ file answered\n\n1. Make a file\n2. Copy it\n3. Remove it\n",
    "copy/solution.md": "# Copy a file\n\n1. `touch a`\n2. `cp a b`\n3. `rm a`\n",
    "move/exercise.md": "# Move a file  @@ file answered\n\n1. Make a file\n2. Move it\n",
    "move/solution.md": "# Move a file\n\n`mv a b`\n",
}

BANKS["question-only lists"] = {
    "interview.md": """# Backend interview

## Table of contents

- [Databases](#databases)
- [Design](#design)

## Databases

* What is normalisation? @@ list empty
* Explain the difference between a clustered and a plain index. @@ list empty
* When would you choose a document store? @@ list empty

## Design

* How would you design a queue? @@ list empty
* Tell me about a system that failed. @@ list empty
* What is backpressure? @@ list empty
"""
}

BANKS["list of problems"] = {
    "README.md": """# Coding problems

1. Reverse a linked list @@ list empty
2. Two sum @@ list empty
3. Valid parentheses @@ list empty
4. Merge two sorted lists @@ list empty
5. Maximum subarray @@ list empty
6. Climbing stairs @@ list empty
"""
}

BANKS["table of problems"] = {
    "README.md": """# LeetCode

| # | Title | Solution | Difficulty |
|---|---|---|---|
| 1 | [Two Sum](https://example.org/two-sum) | [Python](./two_sum.py) | Easy | @@ table answered
| 2 | [Add Two Numbers](https://example.org/add-two-numbers) | [Python](./add.py) | Medium | @@ table answered
| 3 | [Longest Substring](https://example.org/longest) | | Medium | @@ table empty
""",
    "two_sum.py": "x = 1\n",
    "add.py": "x = 1\n",
}

BANKS["nothing asked: how to contribute"] = {
    "CONTRIBUTING.md": """# Contributing

## How to contribute?

- Have you searched the issues?
- Did you run the tests?
- Is the change small?

## What do we accept?

Questions with answers.
"""
}

BANKS["nothing asked: an article"] = {
    "articles/docker.md": """# Getting started with Docker

## Introduction

Containers are small.

## Installing

1. Download it
2. Run it

## Your first image

Write a Dockerfile:

```
FROM scratch
```

### Building

Run the build. **Note** that it takes a while.

## Why use it?

Because it is portable.

## Conclusion

That is all.
"""
}

BANKS["nothing asked: a cheat sheet"] = {
    "cheatsheet.md": """# Git cheat sheet

## Branches

| Command | Meaning |
|---|---|
| `git branch` | list branches |
| `git switch` | change branch |

## Commits

- `git commit` records
- `git log` shows

**Undo**

- `git reset`
"""
}

BANKS["nothing asked: a reading list"] = {
    "resources.md": """# Resources

## Books

- [Clean code](https://example.org/clean)
- [Refactoring](https://example.org/refactoring) by Martin
- [Design of everyday things](https://example.org/design)

## Courses

1. [Algorithms](https://example.org/algorithms)
2. [How to learn](https://example.org/learn): a free course
"""
}

BANKS["sections with unnumbered headings"] = {
    "golang.md": """# Go interview questions

- [Basics](#basics)
  - [What is a goroutine?](#what-is-a-goroutine)
  - [What is a channel?](#what-is-a-channel)
- [Types](#types)

## Basics

### What is a goroutine? @@ heading answered

A light thread.

#### Example

```go
go f()
```

**[⬆ back to top](#go-interview-questions)**

### What is a channel? @@ heading empty

**[⬆ back to top](#go-interview-questions)**

## Types

### Explain interfaces @@ heading answered

Sets of methods.

### Zero values @@ heading answered

What a variable holds at first.

### What is a rune? @@ heading placeholder

*Coming soon...*
"""
}

BANKS["numbered Chinese headings"] = {
    "mysql.md": """# MySQL 面试题

## 索引

### 1、什么是索引？ @@ heading answered

一种数据结构。

### 2、聚簇索引和非聚簇索引的区别 @@ heading answered

#### 聚簇索引

数据和索引在一起。

#### 非聚簇索引

分开存放。

### 3、B+ 树 @@ heading placeholder

待补充

## 事务

### 4、事务的四大特性 @@ heading empty

### 5、隔离级别有哪些 @@ heading answered

- 读未提交
- 读已提交
"""
}

BANKS["German numbered headings with labels"] = {
    "README.md": """# Java Interviewfragen

## Frage 1: Was ist eine Schnittstelle? @@ heading answered

### Antwort

Ein Vertrag ohne Rumpf.

## Frage 2: Wozu dient `static`? @@ heading empty

### Antwort

## Frage 3: Nenne drei Sammlungen. @@ heading placeholder

### Antwort

noch offen
"""
}

BANKS["Q without numbers, and marks for what is to do"] = {
    "node.md": """# Node.js Basics

## Q. What is the event loop? @@ heading answered

It runs callbacks.

<div align="right">
    <b><a href="#">↥ back to top</a></b>
</div>

## Q. How do streams work? @@ heading placeholder

*ToDo*

<div align="right">
    <b><a href="#">↥ back to top</a></b>
</div>

## Q. What is libuv? @@ heading empty

<div align="right">
    <b><a href="#">↥ back to top</a></b>
</div>
"""
}

BANKS["links to discussions"] = {
    "list.md": """# 前端面试

- [[html] 页面导入样式时，使用 link 和 @import 有什么区别？](https://example.org/issues/1) @@ list link-only
- [[css] 圣杯布局和双飞翼布局的区别是什么？](https://example.org/issues/2) @@ list link-only
- [[js] 用递归算法怎么实现数组去重？](https://example.org/issues/3) @@ list link-only
- [[软技能] 你是如何学习前端的？](https://example.org/issues/4) @@ list link-only
"""
}

BANKS["Chinese day questions"] = {
    "daily.md": """# 每日一题

### 第 1 题：写 key 有什么作用？ @@ heading link-only

解析：[第 1 题](https://example.org/issues/1)

### 第 2 题：数组去重 @@ heading link-only

解析：[第 2 题](https://example.org/issues/2)

### 第 3 题：什么是防抖和节流？ @@ heading answered

防抖是延迟执行，节流是限制频率。
"""
}

BANKS["heading names, paragraph asks"] = {
    "back-end-questions.md": """# Back-End Interview Questions

## Design patterns

### Globals are evil @@ heading empty

Why are global and static objects evil? Can you show it with an example?

### Inversion of control @@ heading empty

Tell me about it. How does it improve the design?

### Null @@ heading answered

What do you think of `null`?

It is a mistake of its inventor, as he said.

### Cohesion @@ heading empty

What is the difference between cohesion and coupling?
"""
}

BANKS["Question N with the text below"] = {
    "js/assessment.md": """# Assessment

## Question 1 @@ heading answered

What does `typeof []` give?

**Answer:** object

## Question 2 @@ heading empty

What does `typeof NaN` give?

**Answer:**

## Question 3 @@ heading answered

What does `!!""` give?

**Answer:** false
"""
}

BANKS["answer headings below questions"] = {
    "ui.md": """### What is a DOM node? @@ heading answered

#### Answer

A part of the tree.

#### Good to hear

- Nodes have types

##### Additional links

- [Nodes](https://example.org/nodes)

### What is event delegation? @@ heading empty

#### Answer

#### Good to hear

##### Additional links

### How does CSS cascade? @@ heading answered

#### Answer

By origin, weight and order.

#### Good to hear

##### Additional links
"""
}

BANKS["folded sections"] = {
    "sysadmin.md": """# Test your skills

## Simple Questions

<details>
<summary><b>What did you learn this week?</b></summary><br> @@ summary placeholder

To complete.

</details>

<details>
<summary><b>What is a packet filter?</b></summary><br> @@ summary answered

It looks at headers.

Useful resources:

- [Wikipedia](https://example.org/filter)

</details>

<details>
<summary><b>Explain the load average.</b></summary><br> @@ summary answered

![load](load.png)

</details>
"""
}

BANKS["groups that fold their questions"] = {
    "folded.md": """# Interview

<details>
<summary>Networking</summary>

<details><summary>What is DNS?</summary> @@ summary answered

Names to numbers.

</details>

<details><summary>What is ARP?</summary> @@ summary empty

</details>

</details>

<details>
<summary>Storage</summary>

<details><summary>What is RAID?</summary> @@ summary answered

Disks in concert.

</details>

<details><summary>What is LVM?</summary> @@ summary answered

Volumes.

</details>

</details>
"""
}

BANKS["boxes to tick off"] = {
    "checklist-questions.md": """# Questions to ask

## The job

- [ ] What does a day look like? @@ list empty
- [ ] What is the on-call plan? @@ list empty
- [x] How is success measured? @@ list empty

## The team

- [ ] How many people are there? @@ list empty
- [ ] Who decides what to build? @@ list empty
"""
}

BANKS["question and answer in one item"] = {
    "ml.md": """# Machine learning questions

1. **What is overfitting?** A model that learns noise. @@ list answered
2. **What is a kernel?** - A similarity between points. @@ list answered
3. **What is boosting?** @@ list empty
4. **What is bagging?**<br>Averages over samples. @@ list answered
""",
    "dl.md": """# Deep learning questions

- What is dropout? - Units that are left out at random. @@ list answered
- What is an epoch? - One pass over the data. @@ list answered
- What is a batch? @@ list empty
""",
}

BANKS["numbered bold lines"] = {
    "spring.md": """# Spring

**1. What is dependency injection?** @@ bold answered

Objects get what they need.

**2. Bean scopes** @@ bold answered

- singleton
- prototype

**3. What is an aspect?** @@ bold placeholder

_To be added_

**4. Name the stereotypes.** @@ bold empty

---
"""
}

BANKS["Spanish bold lines"] = {
    "preguntas.md": """# Preguntas de entrevista

## Bases de datos

**¿Qué es una clave primaria?** @@ bold answered

Identifica una fila.

**¿Qué es una vista?** @@ bold placeholder

Pendiente

**Explica las transacciones** @@ bold answered

Todo o nada. **Nota**: con aislamiento.

**¿Qué es un cursor?** @@ bold empty
"""
}

BANKS["Chinese marks"] = {
    "wenda.md": """# 操作系统问答

**问：什么是进程？** @@ bold answered

答：运行中的程序。

**问：什么是线程？** @@ bold empty

答：

**问：进程和线程的区别？** @@ bold answered

答：资源与调度。
"""
}

BANKS["numbered paragraphs"] = {
    "list.md": """# 网络面试题

1、什么是三次握手？ @@ para answered

客户端和服务器交换三个报文。

2、为什么需要四次挥手？ @@ para empty

3、TCP 和 UDP 的区别 @@ para answered

一个可靠，一个不可靠。
"""
}

BANKS["HTML headings"] = {
    "rails.md": """<h1>Rails Questions</h1>

<h3>1. What is Active Record?</h3> @@ heading answered

A layer over tables.

<h3>2. What is a migration?</h3> @@ heading empty

<h3>3. What is a concern?</h3> @@ heading answered

A shared module.
"""
}

BANKS["questions at the foot of an article"] = {
    "kafka-interview.md": """# Kafka

## Introduction

A log that is shared by many.

## Topics

Messages live in topics. Each topic has partitions.

## Interview questions

### What is a partition? @@ heading answered

A part of a topic.

### What is an offset? @@ heading empty

### How do consumers share work? @@ heading answered

In groups.
"""
}

BANKS["the longer answers have headings"] = {
    "system.md": """# System design questions

## 1. How would you design a cache? @@ heading answered

### Requirements

It is fast.

### Eviction

Least recently used.

## 2. How would you design a short link? @@ heading answered

### Requirements

Short and unique.

### Storage

A table.

## 3. Design a rate limiter @@ heading empty

#### Explore all the answers here 👉 [Site](https://example.org)
"""
}

BANKS["nothing asked: numbered chapters"] = {
    "book/ch1.md": """# Chapter 1

## 1.1 Install

Download it.

## 1.2 Configure

Write a file.

## 1.3 Run

Start it.

### 1.3.1 Options

There are many.
""",
    "book/ch2.md": """# 2. Usage

## 1. Basics

Text.

## 2. Commands

Text.

## 3. Settings

Text.
""",
}

BANKS["nothing asked: a README of a project"] = {
    "README.md": """# Bank of questions

[![ci](https://example.org/badge.svg)](https://example.org)

Collected questions for interviews.

## Contents

| Topic | Questions |
|---|---|
| [HTML](html.md) | 12 |
| [CSS](css.md) | 9 |

- [HTML questions](html.md)
- [CSS questions](css.md)

## How to use this repository

1. Read a question
2. Answer it aloud
3. Compare

## Want to help?

Open a pull request. **Please** be kind.

## License

MIT
""",
    "html.md": "# HTML\n\nText.\n",
    "css.md": "# CSS\n\nText.\n",
}

BANKS["nothing asked: notes with a few questions within"] = {
    "notes.md": """# Memory management

## The heap

Objects live here. Why is that? Because they outlive their frames.

- young generation
- old generation

## The stack

**Important** frames are small.

What about recursion? It needs frames too.

## Collectors

| Name | Pause |
|---|---|
| Serial | long |
| G1 | short |
"""
}

BANKS["quoted bold lines"] = {
    "php.md": """# PHP

> **Q1. What is PHP?** @@ bold answered

A language.

> **Q2. What is a trait?** @@ bold empty

> **Q3. What is an array?** @@ bold answered

An ordered map.
"""
}

BANKS["a bare list"] = {
    "docker.md": """1. What is an engine? @@ list answered
   - It runs containers.
2. What is an image? @@ list answered
   Answer: a template.
3. What is a volume? @@ list empty
4. Difference between CMD and ENTRYPOINT @@ list answered
   ```
   CMD x
   ```
"""
}

BANKS["Russian headings with a list of contents"] = {
    "java.md": """# Вопросы по Java

1. Что такое JVM?
2. Чем отличается JRE от JDK?
3. Расскажите про GC.

[к оглавлению](#top)

## Что такое JVM? @@ heading answered

Виртуальная машина.

[к оглавлению](#top)

## Чем отличается JRE от JDK? @@ heading empty

[к оглавлению](#top)

## Расскажите про GC. @@ heading answered

Сборщик мусора.
"""
}

BANKS["emphasised titles and numbered sections"] = {
    "es6.md": """# JavaScript Interview Questions

## # 1. Basics

## Q. ***What is a closure?*** @@ heading answered

```js
const x = () => y
```

## Q. ***What is hoisting?*** @@ heading placeholder

*ToDo*

## # 2. Types

## Q. ***What are the types?*** @@ heading answered

|Type|Use|
|--|--|
|a|b|
"""
}


BANKS["a collection of links"] = {
    "README.md": """# Interview questions elsewhere

## Birds

- [Forty questions about gulls](https://example.org/gulls)
- [How well do you know herons?](https://example.org/herons)
- [The heron handbook](https://example.org/handbook)
- [Owls at night](https://example.org/owls) - with pictures
- [Why do storks clatter?](https://example.org/storks)
- [Questions on feathers](https://example.org/feathers)
"""
}

BANKS["items that only link to their answers"] = {
    "questions.md": """# Bird questions

- **Which birds dive?** - [Read on](https://example.org/dive) @@ list link-only
- **Plumage in winter** - [Read on](https://example.org/winter) and [here](https://example.org/w2) @@ list link-only
- **What is a crop?** @@ list answered
  - A pouch below the throat.
- [How do kites hover?](https://github.com/example/kites) @@ list link-only
- **Tell a rook from a crow** @@ list answered
  By the bare face.
- Why do gulls follow ploughs? @@ list empty
"""
}

BANKS["parts below a question by their indent"] = {
    "questions.md": """# Tool questions

* What do these commands do? @@ list empty
 * `sort`
 * `uniq`
* How is a pipe made? @@ list empty
* Which of them reads twice? @@ list empty
"""
}

BANKS["answers on the same line"] = {
    "questions.md": """# Questions before the trip

* Is the hut open in May? No, it opens in June. @@ list answered
* Do I need a rope? Only on the north side. @@ list answered
* How long does it take? Six hours. @@ list answered
* Where can I park? See [the map](https://example.org/map) @@ list link-only
""",
    "cards.md": """# Cards

- What port does the gopher use?::70 @@ list answered
- Who named it?::Its makers @@ list answered
- Which menu comes first?::The root @@ list answered
""",
}

BANKS["tasks of the polite kind, and words before the one that asks"] = {
    "questions.md": """# Вопросы

* В чем смысл индекса? @@ list empty
* Найдите все файлы старше года. @@ list empty
* Удалите пустые каталоги. @@ list empty
* О чем говорит код ответа @@ list empty
* Можно ли закрыть поток дважды @@ list empty
"""
}

BANKS["headings that a table of contents names"] = {
    "threads.md": """# Threads

[What is a thread](#)

[Stack against heap](#)

[In which order do locks go](#)

[Daemon threads](#)

[How is a thread named](#)

[Why yield](#)

# What is a thread @@ heading answered

A line of execution.

# Stack against heap @@ heading answered

One is for calls.

### How to avoid the overflow?

Recurse less.

### How to see it?

Recurse more.

# In which order do locks go @@ heading answered

Always the same.

# Daemon threads @@ heading answered

They end with the rest.

# How is a thread named @@ heading answered

When it is made.

# Why yield @@ heading answered

To let others run.

# Books on threads

- [One](https://example.org/one)
"""
}

BANKS["headings within the item that another heading opens"] = {
    "README.md": """# Wood questions

1. ### What is grain? @@ heading answered

    The way the fibres run.

    ### Why does it matter?

    It splits along it.

2. ### What is a burl? @@ heading answered

    A growth.

    #### What about its price?

    High.
"""
}

BANKS["a mark alone on its line"] = {
    "deck.md": """Q: @@ para answered
Which side of a tree has moss?

A:
The damp one.

---
Q: @@ para answered
Which wood floats worst?

A:
Lignum vitae.
"""
}

BANKS["a word above marked lines"] = {
    "open.md": """Questions:
Q1) Which tree is oldest? @@ para empty
Q2) Name two soft woods. @@ para empty
Q3) Why do leaves fall? @@ para empty
"""
}

BANKS["questions folded in the answer of another"] = {
    "README.md": """# Sea questions

<details>
<summary>Wave and wind</summary>

<details>
<summary><b>What makes a swell?</b></summary> @@ summary answered

Far wind.
</details>

</details>

<details>
<summary><b>What is the fetch?</b></summary> @@ summary answered

The way of the wind.

<details>
<summary><b>How is it measured?</b></summary> @@ summary placeholder

To be completed.

</details>

</details>
"""
}

BANKS["tasks beside a column of links"] = {
    "README.md": """# Workshop

| Question | |
|---|---|
| Design a boat rack | [Solution](rack.md) | @@ table answered
| Build a sawhorse | [Solution](horse.md) | @@ table answered
| Design a tool wall | [example.org](https://example.org/wall) | @@ table link-only
""",
    "rack.md": "Four posts.\n",
    "horse.md": "Two legs a side.\n",
}

BANKS["a folder for each problem"] = {
    **{
        f"problems/{n:04}.{name}/README.md": f"""---
level: easy
---

# [{n}. {name}](https://example.org/{n}) @@ file {status}

## Description

Given a list, say something about it.

## Solution

{text}
"""
        for n, name, status, text in ((1, "Two halves", "answered", "Cut it."), (2, "Turn it", "answered", "Go backwards."))
    },
    "problems/0003.Count it/README.md": """# [3. Count it](https://example.org/3) @@ file empty

## Description

Given a list, count.

## Solution
""",
    "README.md": "# Problems\n\nOne folder each.\n",
}

BANKS["questions in the front matter of files in folders side by side"] = {
    f"cards/{folder}/{name}.md": f"""---
title: {title} @@ file answered
---

Some words about it.
"""
    for folder, name, title in (
        ("knots", "q1", "What is a bight?"),
        ("knots", "q2", "How is a bowline tied?"),
        ("sails", "q1", "Which sail goes last?"),
        ("hulls", "q1", "Why are keels heavy?"),
    )
}

BANKS["bold in HTML"] = {
    "README.md": """<b>Questions about bread</b><br>
Some of what bakers ask.

<b>1. What does salt do?</b><br> @@ bold answered
It slows the yeast.

<b>2. Why knead?</b><br> @@ bold answered
For the gluten.

<b>3. Explain proofing.</b><br> @@ bold empty
"""
}

BANKS["bold links"] = {
    "trainer.md": """# Solved

**[Task 1:](https://example.org/1)** @@ bold answered

```sql
SELECT 1
```

**[Task 2:](https://example.org/2)** @@ bold link-only
"""
}

BANKS["groups of a list"] = {
    "questions.md": """# Questions

1. Flour
   1. What is strong flour? @@ list answered

      Flour with much protein.
   2. Ash content @@ list answered

      What is left after burning.
   3. Why sift? @@ list answered

      For air.

2. Water
   1. How warm? @@ list answered

      As warm as the hand.
   2. Does hard water matter? @@ list answered

      A little.
"""
}

BANKS["labels on the line below an item"] = {
    "questions.md": """# Questions

1. Define a crumb @@ list answered
   Answer: the inside of a loaf.
2. What is a crust? @@ list empty
   Answer:
3. Why steam? @@ list answered
   Answer: it keeps the skin soft.
"""
}

BANKS["questions quoted, boxes to tick"] = {
    "questions.md": """# Questions

> ### 1. **What is rye?** @@ heading answered

#### **Answer:**

A grain.

> ### 2. **What is spelt?** @@ heading empty

#### **Answer:**

> ### 3. **What is bran?** @@ heading answered

#### **Answer:**

The husk.
""",
    "quiz.md": """# Quiz

**Question 1**: easy @@ bold empty

Dough rises in the cold.

- [ ] True
- [ ] False

**Question 2**: easy @@ bold answered

Dough rises in the warm.

- \\[x] True
- \\[ ] False

**Question 3**: hard @@ bold empty

Dough has a memory.

- \\[ ] True
- \\[ ] False
""",
}

BANKS["front matter that names the question"] = {
    "_faq/course/01_deadline.md": """---
id: 01
question: Moving the deadline  @@ file answered
---

Ask before Friday.
""",
    "_faq/course/02_team.md": """---
question: "Can I change my team?"  @@ file empty
section: Teams
---
""",
    "_faq/course/03_tools.md": """---
section: Tools
question: Which editor do I need?  @@ file answered
---

Any.
""",
}

BANKS["one file that states its question"] = {
    f"cards/{name}.md": f"""---
title: {title}  @@ file answered
---

## Question (EN)

> {asked}

## Answer (EN)

It depends on the load.

## Follow-ups

- What would you measure?
- How would you roll back?
- Who is told?
"""
    for name, title, asked in (
        ("cache-size", "Cache size", "How large is a cache"),
        ("queue-depth", "Queue depth", "How deep is a queue"),
        ("pool-size", "Pool size", "How many connections"),
    )
}

BANKS["file names that ask, with a prefix of words"] = {
    "lang/What's a slice.md": "# Slices  @@ file answered\n\nA view of an array.\n",
    "lang/What is a channel.md": "# Channels  @@ file answered\n\nA typed pipe.\n",
    "lang/Maps.md": "# Maps  @@ file answered\n\nKeys and values.\n",
    "tasks/sql_ex_01.md": "# Join two tables  @@ file answered\n\n## Task\n\nJoin them.\n\n## Explanation\n\nBy id.\n",
    "tasks/sql_ex_02.md": "# Count the rows  @@ file answered\n\n## Task\n\nCount.\n\n## Explanation\n\nGroup.\n",
    "tasks/sql_ex_03.md": "# Drop a table  @@ file answered\n\n## Task\n\nDrop.\n\n## Explanation\n\nGone.\n",
}

BANKS["lists that lead to discussions"] = {
    "css.md": """# CSS面试题

### 基础

- [盒模型是什么？](https://github.com/someone/bank/issues/12) @@ list link-only
- [如何清除浮动？](https://github.com/someone/bank/issues/13) @@ list link-only
- [说说BFC的用途](https://github.com/someone/bank/discussions/14) @@ list link-only
- [为什么要用变量？](https://github.com/someone/bank/issues/15) @@ list link-only
"""
}

BANKS["answers that begin with a word of questions"] = {
    "fragments-questions.md": """# Interview questions

* **When do you split a service?** @@ list answered
    - When two teams wait for each other
    - Where the load differs

* **What is a queue for?** @@ list answered
    - It takes up peaks.

* **What are its drawbacks?** @@ list empty
    - Which of them did you meet? @@ list empty
"""
}

BANKS["a key at the end"] = {
    "cells.md": """# Cells worksheet

1. What is a cell? @@ list answered
2. Name two organelles. @@ list answered
3. Why do cells divide? @@ list answered
4. Describe osmosis. @@ list answered
5. What is a virus? @@ list empty

## Answer key & explanations

1. The smallest unit of life.
2. Nucleus and ribosome.
3. To grow.
4. Water moves.
""",
    "quiz.md": """# Quiz

**Q1.** A snapshot holds: @@ bold answered

- A) a copy
- B) a link

---

**Q2.** A branch is: @@ bold answered

- A) a pointer
- B) a folder

---

## Answers

<details>
<summary>Click to reveal answers</summary>

1. **A** - a copy.

2. **A** - a pointer.

</details>
""",
}

BANKS["choices in paragraphs"] = {
    "ports-quiz.md": """# Ports quiz

### Q1. Which port is for the web? @@ heading empty

A. 22

B. 80

C. 25

### Q2. Which port is for mail? @@ heading empty
A) 22
B) 80
C) 25

### Q3. Which port is for names? @@ heading answered

A. 53  B. 54

<details><summary>Answer</summary>A.</details>
"""
}

BANKS["choices with a sign at the right one"] = {
    "lesson.md": """# Sampling

Some words on sampling.

## Cards

> **Q1.** What does a seed do? @@ bold answered
> - A) It repeats a draw ✅
> - B) Nothing

> **Q2.** Why does a run differ although @@ bold answered
> the seed is the same?
> - A) It does not
> - B) Other threads draw too ✅

> **Q3.** Is zero a seed? @@ bold empty
> - A) Yes
> - B) No
"""
}

BANKS["questions that follow up in raw HTML"] = {
    "net.md": """# 네트워크 질문

<details>
  <summary><h3>1. TCP가 무엇인가요?</h3></summary> @@ heading empty
<ul>
<li> UDP와 어떤 차이가 있나요?</li>
<li> 흐름 제어에 대해 설명해 주세요.</li>
</ul>
</details>

<details>
  <summary><h3>2. DNS가 무엇인가요?</h3></summary> @@ heading answered
<ul>
<li>이름을 주소로 바꾼다.</li>
</ul>
</details>

<details>
  <summary><h3>3. NAT에 대해 설명해 주세요.</h3></summary> @@ heading empty
<ul>
</ul>
</details>
"""
}

BANKS["a lesson that ends with questions"] = {
    "boot.md": """# Boot

- The loader starts first.
- The kernel unpacks itself.

```sh
reboot
```

## Review questions

- [ ] What does the loader do? @@ list empty
- [ ] List the stages. @@ list empty
- [ ] Why is the kernel packed? @@ list empty
- [ ] What comes next? @@ list empty
""",
    "align.md": """# Alignment

- A word has eight bytes.
- A line has sixty-four.

## Practice

1. Define a function that aligns a pointer. @@ list answered
<details><summary>Answer</summary>

Mask the low bits.

</details>

2. What does padding cost? @@ list answered
<details><summary>Answer</summary>

Space.

</details>
""",
    "preview.md": """# Routing

This text says:

1. What is a route?
2. How is it found?
3. Why do routes flap?

## Routes

A route is a way to a network.

## Search

The longest prefix wins.
""",
}

BANKS["tasks that only name a table"] = {
    "rooms.md": """# Rooms

### Task 1: Look around

| # | Question | Answer |
|---|---|---|
| 1 | Which port is open? | 22 | @@ table answered
| 2 | Which user logs in? | | @@ table empty

### Task 2: Get in

| # | Question | Answer |
|---|---|---|
| 3 | What is the flag? | `x` | @@ table answered
"""
}

BANKS["titles with a colon whose code answers"] = {
    "snippets-questions.md": """# Interview questions

1. **Copy a list:** @@ list answered

```py
list(a)
```

2. **Reverse a list:** @@ list answered

```py
a[::-1]
```

3. **Sort a list:** @@ list empty

4. **Join two lists:** @@ list answered

```py
a + b
```

5. **Clear a list:** @@ list answered

```py
a.clear()
```
"""
}

BANKS["an answer after a hard break, and one that says no"] = {
    "pods.md": """# Reflection questions

1. Compare the logs of both pods.\\ @@ list answered
   The second is longer.

2. Is a pod a container? @@ list answered

   No, see [the docs](https://example.org/pods).

3. What is a node? @@ list link-only

   See [the docs](https://example.org/nodes).
"""
}

BANKS["a question right below an answer"] = {
    "classes.md": """# Classes

Common questions
Q1: What is a class? @@ para answered

A: A type.
Q2: What is an object? @@ para answered

A: A value of it.
Q3: What is a field? @@ para answered
A: A part.
"""
}

BANKS["numbered bold lines of two kinds"] = {
    "profiling.md": """# Profiling

## Results

**1. /students**

It took 40 ms.

## Reflection

**1. What does a profiler show?** @@ bold answered

Where time goes.

**2. How does it help you?** @@ bold answered

It finds the slow part.
"""
}

BANKS["a guide in steps"] = {
    "docs/guide.md": """# Guide

## 1. Getting started

Install it.

## 2. Write a config

Make a file.

## 3. Run it

Run it.

## 4. What to do next

Read on.
"""
}


BANKS["headings whose answers unfold, in no bank by name"] = {
    "d.probes.md": """# Probes

## Liveness

### Create a pod with a liveness probe that lists a folder @@ heading answered

<details><summary>show</summary>
<p>

```bash
kubectl create -f pod.yaml
```

</p>
</details>

### Let the probe wait five seconds before its first look @@ heading answered

<details><summary>show</summary>
<p>

Set `initialDelaySeconds`.

</p>
</details>

### Check the events of the pod @@ heading answered

<details><summary>show</summary>
<p>

```bash
kubectl describe pod
```

</p>
</details>
"""
}

BANKS["a section of questions that are often asked, in a document of another kind"] = {
    "README.md": """# Sailor

A program.

## Installation

### On Linux

Unpack it.

### On Windows

Run it.

## FAQ

### How do I change the colours? @@ heading answered

In the settings.

### Why is my list empty? @@ heading answered

It reads the last hour only.

## Alternatives

### Others

There are some.
"""
}

BANKS["headings in HTML over several lines"] = {
    "FAQ.md": """## FAQ

<h3 name="config">
Does it read configuration files? @@ heading answered
</h3>

It does.

<h3 name="release">
When is the next release? @@ heading empty
</h3>
"""
}

BANKS["numbered questions with numbered questions of their own"] = {
    "README.md": """# Essential questions

### 1. What is an intermediate language? @@ heading answered

What compilers write.

#### 1.1. How can one see it? @@ heading answered

With a disassembler.

#### 1.2. What runs it? @@ heading answered

A runtime.

### 2. What is a runtime? @@ heading answered

What runs programs.

#### 2.1. What does it manage? @@ heading answered

Memory.

#### 2.2. Is there more than one? @@ heading empty
"""
}

BANKS["questions in quotations"] = {
    "sections/module.md": """# 模块

## 常见问题

> <a name="q-hot"></a> 怎样让运行中的服务换一份配置? @@ para answered

发一个信号, 让它重新读取.

> 为什么全局变量能被看到? @@ para answered

因为它挂在全局对象上.

## 机制

模块有自己的作用域.

> 一个模块会被执行几次? @@ para answered

只有一次, 之后读缓存.
"""
}

BANKS["what somebody says, in quotations"] = {
    "docs/rag.md": """# 检索

用户会这样问：

> “这几个部门反复提到的风险点是什么？”

或者：

> “它们之间有什么关联？”

还有：

> “哪些文件提到了它？”

检索要能回答。
"""
}

BANKS["exercises at the end of lessons"] = {
    "03_day/03_operators.md": """# Day 3

Operators join values.

## 💻 Exercises - Day 3

1. Store a year in a variable @@ list empty
2. Make a number with two parts @@ list empty
3. Find the slope of a line @@ list empty
4. Write a script that asks for two sides @@ list empty

```text
Enter a side: 5
```

5. Compare the slopes @@ list empty
""",
    "04_day/04_strings.md": """# Day 4

Strings hold text.

## Exercises

### Level 1

1. Join two words @@ list empty
1. Reverse a word @@ list empty

### Level 2

- Write a function that counts vowels @@ list empty
- Find the longest word of a text @@ list empty
""",
}

BANKS["steps of exercises"] = {
    "labs/tables.md": """# Tables

A table holds rows.

## Exercises

### Exercise 1: Make a table @@ heading answered

1. Open the console
2. Write the statement
3. Run it

### Exercise 2: Fill it @@ heading answered

1. Write another one
2. Run it
"""
}

BANKS["steps and tips under other headings"] = {
    "README.md": """# A tool

It helps.

## Installation

1. Unpack it
2. Create a folder
3. Run it

## Tips

1. Write tests
2. Find friends
3. Use a debugger
"""
}

BANKS["groups of questions in nested lists"] = {
    "contents/vectors.md": """#### 5.1.1 Vectors

1. Dot product
    1. [E] What does a dot product of zero tell? @@ list empty
    2. [E] Given a direction, find the vector that points along it. @@ list empty
2. Outer product
    1. [E] Given two rows, which shape has their product? @@ list empty
    1. [M] Give a use of it. @@ list empty
3. [E] When does one vector add nothing to another? @@ list empty
4. [M] How would you compare two bases? @@ list empty
5. [M] What can five vectors reach? @@ list empty
"""
}

BANKS["a count that goes on through the sections"] = {
    "questions.md": """# Interview Questions

### About yourself

1. Can you tell me about yourself? @@ list empty
2. Introduce yourself. @@ list empty
3. Your strengths. @@ list empty

### Current role

4. What is your current role? @@ list empty
5. What projects are you working on? @@ list empty

### Debugging

6. How do you debug code? @@ list empty
7. A difficult bug that you fixed. @@ list empty
"""
}

BANKS["answers in headings between the items of a count"] = {
    "README.md": """# SQL Interview Questions

1. What is the difference between DELETE and TRUNCATE? @@ list answered

### DELETE

It deletes rows.

### TRUNCATE

It empties a table.

2. What are the subsets of SQL? @@ list answered

Definition, manipulation, control.

3. What is a join? @@ list answered

It joins tables.
"""
}

BANKS["contents without links, above bold questions"] = {
    "README.md": """# iOS Interview Questions

- [Core Data](https://example.org/#core-data)
    - What is Core Data?
    - When would you use it?
- [Memory](https://example.org/#memory)
    - What is the difference between copy and retain?

## Core Data

**What is Core Data?** @@ bold answered

It manages objects.

**When would you use it?** @@ bold answered

With many objects.

## Memory

**What is the difference between copy and retain?** @@ bold answered

One makes another object.
"""
}

BANKS["bullets without a blank line above"] = {
    "security-interview-questions.md": """# Security

Authentication
    * What does a handshake agree on? @@ para empty
    * How does a cookie travel? @@ para empty
    * Explain what a token grants. @@ para empty
    * How does a hash prove anything? @@ para empty
"""
}

BANKS["questions whose mark only links follow"] = {
    "README.md": """# Android Interview Questions

- Why does it stutter? [Answer](https://example.org/a) @@ list link-only
- What is a looper? [here](https://example.org/b) @@ list link-only
- What is a handler? @@ list empty
- How does a thread end? @@ list empty
"""
}

BANKS["addresses as headings"] = {
    "README.md": """# Interview Questions

* ###### Explain the handshake @@ heading link-only
###### https://example.org/handshake
* ###### Which architecture is more secure? @@ heading empty
* ###### Explain the same-origin policy @@ heading link-only
###### https://example.org/policy
###### https://example.org/origin
"""
}

BANKS["bare numbers before headings"] = {
    "Readme.md": """# Python 面试题

## 1 函数的参数传递 @@ heading answered

传对象的引用.

## 2 元类 @@ heading empty

## 3 静态方法和类方法 @@ heading answered

装饰器不同.

## 4 单例模式 @@ heading answered

只有一个实例.

## 5 类变量 @@ heading empty
"""
}

BANKS["a number that names a chapter above the heading that asks"] = {
    "classes/Question1.md": """# Question 1 - Classes

## What is an abstract class? @@ heading answered

One that has no objects.
"""
}

BANKS["a range of numbers is no number"] = {
    "interview-questions/01-core.md": """# Category 1

Questions 1–3 of 30.

## Question 1: The step that failed twice @@ heading answered

### Answer

It is not idempotent.

## Question 2: The slow step @@ heading answered

### Answer

It waits for a lock.
"""
}

BANKS["numbers behind tags, and a heading that keeps a place"] = {
    "README.md": """# OS 面试题

### <a name="q1">1</a> 进程和线程有什么区别？ @@ heading answered

资源不同。

### 什么是死锁？ @@ heading answered

互相等待。

### 什么是僵尸进程？ @@ heading answered

父进程没有等待它。

### 待完成

- [ ] 调度
"""
}

BANKS["a listing of tasks, in a bank by name"] = {
    "Company/README.md": """# Company Interview Questions

- In an array, find a pair with a given sum. @@ list empty
- Write a function that counts the cycles of a list. @@ list empty
- Largest square in a grid. @@ list empty
- Find the nearest leaf of a tree. @@ list empty
- Design a moving average. @@ list empty
- Explain how a cache works. @@ list empty
- What is a container? @@ list empty
"""
}


BANKS["bare numbers above bold questions"] = {
    "theory-questions.md": """# Interview Questions

## Question 1

**What is an array?** @@ heading answered

**Answer:**

A grid of values.

## Question 2

**What are its attributes?** @@ heading placeholder

**Answer:** _[To be filled]_
"""
}

BANKS["blanks to fill"] = {
    "docs/jobs.md": """<details>
	<summary>
		The _____ of a job limits how many pods run together. @@ summary answered
	</summary>
		parallelism
</details>

<details>
	<summary>
		A job that may run none is _____. @@ summary answered
	</summary>
		paused
</details>

<details>
	<summary>
		The field _____ names what owns an object. @@ summary empty
	</summary>
</details>
"""
}

BANKS["a title, what it asks, and an answer, in many files"] = {
    f"questions/caching/{name}.md": f"""---
title: {title}
theme: caching
---

# {title} @@ file answered

How should a team do it?

## Answer guide

- With care.

## References

- [A handbook](https://example.org/)
"""
    for name, title in (("keys", "Name the entries of a cache"), ("hot", "Spread a busy entry"), ("aside", "Read past a cache"))
}

BANKS["lines that ask, in one paragraph"] = {
    "set1.md": """# Compose

- A list of what was said.

MVVM and MVI
What is MVVM? How is it used? @@ para empty
What is the duty of a view model? @@ para empty
What is MVI? How does it differ? @@ para empty
How do the layers talk? @@ para empty
""",
    "questions/accessibility.md": """### Accessibility

**What is WCAG?** @@ bold empty
**What are its principles?** @@ bold empty
**What is a screen reader?** @@ bold empty
""",
}


BANKS["questions that go on below, and answers elsewhere"] = {
    "README.md": """# Go Interview Questions

## Q1: Can a function have optional parameters? @@ heading link-only

**Questions Details:**

Or can I define two with the same name?

See 👉 **[Answer](https://example.org/1)**

## Q2: What is wrong with this program? @@ heading link-only

**Questions Details:**

```go
func main() {}
```

What might it be?

See 👉 **[Answer](https://example.org/2)**

## Q3: What is a slice? @@ heading answered

A window on an array.
"""
}

BANKS["questions that link to their answers in the lesson"] = {
    "lessons/flex.md": """# Flex

<span id="what">A container is an element with `display: flex`.</span>

<span id="how">One sets it on the parent.</span>

<span id="why">It saves floats.</span>

## Knowledge check

- <a href="#what">What is a flex container?</a> @@ list empty
- <a href="#how">How does one make a flex item?</a> @@ list empty
- <a href="#why">Why would one?</a> @@ list empty
"""
}


BANKS["paragraphs whose numbers are drawn as keys"] = {
    "questions.md": """1️⃣ What is a container? @@ para answered

Answer (as somebody said):
A process with walls.

2️⃣ How does it differ from a machine? @@ para answered

Answer:
It shares the kernel.

3️⃣ What is its life? @@ para empty
"""
}

BANKS["paragraphs that ask without a mark, in a document of questions"] = {
    "interview-questions.md": """# Interview Questions

### Gems

Explain what a gem is. @@ para empty

Explain how gems help to reuse code. @@ para empty

Describe the parts of a Gemfile. @@ para empty

### Tests

What is a unit test? @@ para empty

Discuss good and bad names of tests @@ para empty
"""
}

BANKS["answers that link to the question's words"] = {
    "README.md": """# Machine Learning Interview Questions

- What is machine learning? @@ list link-only
    - Answer: [What is machine learning?](https://example.org/1)
- What is a kernel? @@ list link-only
    - Answer: [What is a kernel?](https://example.org/2)
- Explain cross-validation. @@ list link-only
    - Answer: [Cross-validation](https://example.org/3)
"""
}

BANKS["a question below a heading, and sections that answer it"] = {
    "docs/cache.md": """# 缓存

## 面试题

缓存应该放在哪一层？什么时候不该用？ @@ para answered

## 想听到什么

先说清楚数据从哪里来。

## 详细讲解

离读者越近越好。
"""
}

BANKS["a bold question that goes on"] = {
    "mulakat.md": """# Interview

## Frontend

1. **Virtual DOM nedir?** Nasıl çalışır? @@ list empty
2. **State nedir?** Props nedir? @@ list empty
3. **CORS nedir?** Tarayıcı başka bir adrese sorar. @@ list answered
"""
}

BANKS["dots in an answer's place"] = {
    "questions.md": """# Kubernetes Interview Questions

**Q: What is a pod?** @@ bold placeholder

> A: ...

**Q: What is a service?** @@ bold answered

> A: A name for pods.
"""
}


@pytest.mark.parametrize("name", BANKS)
def test_layouts(name: str, tmp_path: Path) -> None:
    files, want = unmarked(BANKS[name])
    bank = bank_of(tmp_path, files)
    assert rows_of(bank, recognise(bank)) == want


def test_settings_steer(tmp_path: Path) -> None:
    files = {"a.md": "# Topics\n\n## Alpha\n\ntext\n\n## Beta\n\nfollows\n\n### Gamma\n\ntext\n", "b.md": "# B\n\n## Delta\n"}
    bank = bank_of(tmp_path, files)

    def texts(**keys: object) -> list[str]:
        return [q.text for each in recognise(bank, {k.replace("_", "-"): v for k, v in keys.items()}).values() for q in each]

    assert texts() == []
    assert texts(style="heading", level=2) == ["Alpha", "Beta", "Delta"]
    assert texts(style="heading", level=2, files=["a.md"]) == ["Alpha", "Beta"]
    assert texts(style="heading", pattern="^B|^D") == ["Beta", "Delta"]
    assert texts(style="heading", level=2, not_questions=["beta"]) == ["Alpha", "Delta"]
    found = recognise(bank, {"style": "heading", "level": 2, "placeholders": ["text"]})
    assert [q.status for q in found["a.md"]] == ["placeholder", "answered"]


def test_overrides_are_for_their_paths(tmp_path: Path) -> None:
    bank = bank_of(tmp_path, {"a/x.md": "# T\n\n## Alpha\n\ntext\n", "b/x.md": "# T\n\n## Alpha\n\ntext\n"})
    override = Override(("a/**",), None, (), {}, {"style": "headings", "level": 2})
    found = recognise(bank, {}, [override])
    assert [q.text for q in found["a/x.md"]] == ["Alpha"]
    assert found["b/x.md"] == ()


@pytest.mark.parametrize(
    "settings_",
    [
        {"style": "hedgehog"},
        {"pattern": "("},
        {"pattern": "(a+)+$"},
        {"pattern": "(a|a)*b"},
        {"pattern": r"(.)\1"},
        {"pattern": "x" * 600},
    ],
)
def test_settings_that_make_no_sense(settings_: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ProctorError):
        recognise(bank_of(tmp_path, {"a.md": "# A\n"}), settings_)


def test_ids_do_not_depend_on_lines(tmp_path: Path) -> None:
    text = "# Quiz\n\n### 1. What is it?\n\nA\n\n### 2. What is it?\n\nB\n\n### 3. Why?\n\nC\n"
    before = recognise(bank_of(tmp_path / "one", {"a.md": text}))["a.md"]
    after = recognise(bank_of(tmp_path / "two", {"a.md": "Hello.\n\n" + text}))["a.md"]
    assert [q.id for q in before] == [q.id for q in after]
    assert len({q.id for q in before}) == 3
    assert before[0].id.startswith("a.md#") and before[0].id.endswith("-1") and before[1].id.endswith("-2")
    assert [q.number for q in before] == ["1", "2", "3"]
    assert before[0].anchor == "1-what-is-it"


PIECES = st.sampled_from(
    [
        "# ", "## ", "### ", "1. ", "2) ", "- ", "* ", "  ", "    ", "> ", "**", "`", "```\n", "<details>",
        "</details>", "<summary>", "</summary>", "|", "|---|---|\n", "\n", "\n\n", "Q1: ", "Q: ", "A: ",
        "Answer:", "What is x?", "什么是？", "TODO", "[a](b.md)", "[x]", "- [ ] ", "1.2.3 ", "---\n",
        "title: x\n", "<!-- c -->", "\u200b", "é", "\t", "&amp;", "<h2>", "</h2>", "![i](i.png)", "\r\n",
        "===\n", "<br>", "第 1 题", "\\",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=60).map("".join))
def test_never_raises_and_spans_lie_within(tmp_path: Path, text: str) -> None:
    source = text.encode("utf-8", "surrogatepass")
    tree = WorkTree(str(tmp_path))
    document = parse("questions/a.md", source)
    bank = Bank({"questions/a.md": document}, tree)
    for q in recognise(bank)["questions/a.md"]:
        assert 0 <= q.span.start <= q.span.end <= len(source)
        assert 0 <= q.region.start <= q.span.start
        assert q.span.end <= q.region.end <= len(source)
        assert q.kind in ("heading", "bold", "summary", "list", "table", "para", "file")
        assert q.status in ("answered", "link-only", "placeholder", "empty")
    for style in ("heading", "bold", "details", "list", "table", "para", "file"):
        recognise(bank, {"style": style})


BANKS["a preview above that not all questions come from"] = {
    "README.md": """# Android interview questions

- [Views](https://example.org/views)
  - What is a layout?
  - What is a fragment?
  - When is a view recycled?
  - What is a drawable?
- [Threads](https://example.org/threads)
  - What is a looper?
  - What is a coroutine?

## Views

**What is a layout?** @@ bold answered

It arranges views.

**What is a fragment?** @@ bold answered

A part of a screen.
"""
}

BANKS["a table of expressions"] = {
    "operators.md": """# Operators

| Expression          | Meaning                            |
|---------------------|------------------------------------|
| `low ? 0 : 1`       | one of two values, by a condition  |
| `ready ? run : nil` | the function or nothing at all     |
| `a ? b : c ? d : e` | conditions that follow one another |
"""
}

BANKS["tasks with code inside their items"] = {
    "js/timers.md": """### Timers

1. What does this print? @@ list empty
    ```js
    setTimeout(() => console.log(1), 0);
    ```

2. What does this print? @@ list empty
    ```js
    console.log(2);
    ```

3. What does this print at first? @@ list empty
    ```js
    queueMicrotask(() => console.log(3));
    ```

4. What happens here? @@ list empty
    ```js
    setInterval(() => {}, 10);
    ```
"""
}

BANKS["a task that tells what is returned"] = {
    "python.md": """# Python interview questions

### 1. Given a list of numbers, find the largest sum of neighbours. For [1, -2, 3] it should return 3. @@ heading answered

```python
best = max(sums)
```

### 2. What does this return? @@ heading empty

```python
len("")
```
"""
}

BANKS["a labelled quotation in each document"] = {
    "docs/keys.md": """---
title: Keys
---

> **Interview Question:** "What is a foreign key, and what does it guard?" @@ para answered

It points to a row of another table.

### In detail

The row has to be there.
"""
}

BANKS["quotations with labelled answers"] = {
    "_posts/homework.md": """---
title: Homework
---
> Prove that every tree has a leaf. @@ para placeholder

**ANSWER:** TBD

> Does the walk end where it began? What if an edge is gone? @@ para answered

**ANSWER:** It does, by the parity of the degrees.
"""
}

BANKS["choices right below a bold number"] = {
    "exam.md": """# Exam questions

**1.** Which memory holds what `malloc` gives, and grows while a program runs? @@ bold empty
a) the text
b) the stack
c) the heap

**2.** Which call leads from user mode to the kernel, by a gate that the system itself has put there for all programs? @@ bold empty
a) an interrupt of the clock
b) a system call
c) a library

**3.** Which of these is a kind of lock? @@ bold answered
It is the mutex.
"""
}

BANKS["one question at the end of a lesson"] = {
    "lesson.md": """# Ports and adapters

An adapter joins a port to the world.

## Summary

- Ports stay inside.
- Adapters stay outside.

## Exercises

1. Where does a mail client belong? @@ list answered

   In an adapter.

## Interview questions

1. What does a port hide? @@ list answered

   Which system is at the other side.
"""
}

BANKS["numbered documents with marked titles"] = {
    f"interview/q{n}-{name}.md": f"""# Q{n} - {title} @@ file answered

## The question

Tell me about it.

## A spoken answer

It takes a minute.

## Follow-up questions

1. Is it fast?
2. Is it safe?
3. Is it simple?
4. Does it scale?
"""
    for n, name, title in (
        (25, "races", "Races in a user interface"),
        (26, "streams", "Iterators over streams"),
        (60, "stop", "Stopping"),
    )
}

BANKS["numbered documents whose titles ask, with questions that follow up"] = {
    f"docs/{folder}/q{n}-{folder}.md": f"""# {title} @@ file answered

## In short

It depends.

## In detail

### First things first

They come first.

## What the interviewer asks next

### Is it always so? @@ heading answered

Mostly.

### Does it cost much? @@ heading answered

Little.

### Can it be turned off? @@ heading answered

It can.
"""
    for n, folder, title in (
        (160, "backend", "How does middleware run?"),
        (202, "basics", "What is a heap?"),
        (397, "frontend", "Why animate?"),
    )
}

BANKS["headings within answers that all ask"] = {
    "c.md": """# Technical questions

## What is `volatile`? @@ heading answered

A hint to the compiler.

### How does it differ from `const`? @@ heading answered

It says the opposite.

## What is an interrupt? @@ heading answered

A call by the hardware.

### Can its handler return a value? @@ heading answered

It can not.

### What is its latency? @@ heading answered

The time until it runs.

## What is a segment? @@ heading answered

A part of memory.
"""
}

BANKS["signatures are no questions"] = {
    "readme.md": """# globs

## API

### match(patterns, options?)

Finds files.

### matchSync(patterns, options?)

Finds files at once.

### escape(path?)

Escapes a path.
"""
}

BANKS["a Korean list under a group"] = {
    "memo/interview.md": """# 메모

- 면접 질문
    - 팀을 떠난 까닭이 무엇인가 @@ list empty
    - 앱을 만든 경험이 있는가 @@ list empty
    - 서버를 얼마나 아는가 @@ list empty
    - 일을 어떤 방식으로 나누었는가 @@ list empty
    - 후회한 적은 없는가 @@ list empty
"""
}

BANKS["a bare label below a named question"] = {
    "domain.md": """# Domain 1

## Question #1 @@ heading answered

**Question:**

An officer needs a document that every system has to obey. Which one is it?

- **A)** a policy
- **B)** a standard

**Answer: B)** A standard binds.

## Question #2 @@ heading empty

**Question:**

Which of them only advises?

- **A)** a guideline
- **B)** a procedure
"""
}

BANKS["long tasks that do not ask"] = {
    "interview-questions.md": "# Interview questions\n\n"
    + "".join(
        f"{n}. We have a grid with {n} kinds of stones. @@ list empty\n   "
        + "A player puts one stone on it after the other, and the grid tells who has won. " * 3
        + "\n\n"
        for n in range(1, 7)
    )
}

BANKS["a bank by its name in ASCII"] = {
    "cau-hoi.md": """### Cơ bản

1. Con trỏ là gì? @@ list empty
2. Phân biệt mảng và danh sách. @@ list empty
3. Vòng lặp trong ngôn ngữ này. @@ list empty
4. Hàm là gì? @@ list empty

### Nâng cao

5. Khóa là gì? @@ list empty
6. Tại sao cần khóa? @@ list empty
"""
}

BANKS["what every README has"] = {
    "README.md": """# SQL interview preparation

## What's inside?

- Queries
- Indices

## Who is this for?

- Analysts

## How to contribute?

Send a change.
"""
}

BANKS["links of a note-taking program"] = {
    "questions.md": """# Questions on configuration

## Contents

1. [[#What is a playbook|1. Playbooks]]
2. [[#What is a role|2. Roles]]
3. [[#How do handlers run|3. Handlers]]

## What is a playbook @@ heading answered

A list of plays.

## What is a role @@ heading answered

Tasks that belong together.

## How do handlers run @@ heading answered

At the end.
"""
}

BANKS["quoted questions with an arrow to the answer"] = {
    "lesson.md": """# Traces

A trace follows a request.

## Interview questions

- « What is a span? » → one step of it. @@ list answered
- « Why keep only some traces? » → the price. @@ list answered
- « What carries the context? » → a header. @@ list answered
"""
}

BANKS["a section that is called questions"] = {
    "quiz.md": """# Second quiz

## Rules

- No other pages
- Show the screen

## Questions

1. A structure that holds what is shown @@ list empty

2. The pilots by their numbers @@ list empty

3. The pilots by their points @@ list empty
"""
}

BANKS["numbers with a letter"] = {
    "entrevistas/nivel.md": """# Entrevista

## P1. Háblame de ti @@ heading answered

**Qué se mide:** si sabes elegir.

## P2. Cuéntame un error @@ heading answered

**Qué se mide:** si aprendes de ellos.
""",
    "plan.md": """# Plan

## P1. Parser

To be written first.

## P2. Printer

Later.
""",
}

BANKS["a numbered document of numbered questions is none itself"] = {
    f"qa/qa-{n}.md": f"""---
title: Channels, part {n}
---

## Q{n} What is a channel of kind {n}? @@ heading answered

<details>
<summary>Answer</summary>

A pipe with a type.

</details>
"""
    for n in (1, 2, 3)
}

BANKS["choices in numbered documents"] = {
    f"{folder}/{folder}-0{n}.md": f"""# {folder}-0{n} @@ file answered

A team wants to keep its keys for {n} years, and has no hardware of its own.

A. Rent a vault.

B. Write them down.

## Feedback

A is right, as B is no vault.
"""
    for folder, n in (("architect", 1), ("network", 1), ("network", 7), ("security", 2))
}

BANKS["numbered items apart from each other"] = {
    "preguntas.md": """## Test

1) El decreto por el que se ordena la materia es: @@ list answered

El primero.

El segundo.

---

2) ¿Qué incluye un módulo?: @@ list answered

Sus datos.

---

3) Los proyectos de dos años se llaman: @@ list answered

Talleres.

---

4) ¿Qué fin tiene? @@ list answered

Preparar.
"""
}

BANKS["headings that are codes"] = {
    "cs/db.md": """# Database

## Keys

### DB-001

Explain what a primary key is. @@ heading empty

### DB-002

Can a primary key change? @@ heading empty

### DB-003

How can a table do without one? @@ heading empty

### DB-004

May a foreign key be null? @@ heading answered

It may.
"""
}

BANKS["paragraphs above a place for the answer"] = {
    "teoria.md": """# Perguntas

Responda com exemplos.

## 1. Testes

### 1.1 Regressão
O que é um teste de regressão? Dê um exemplo. @@ para placeholder

**Espaço para resposta:**
```
[Seu texto aqui]
```

### 1.2 Tipos
Explique os tipos de testes. @@ para answered

**Espaço para resposta:**
```
unidade, sistema
```

## 2. Código

### 2.1 Laços
Como se para um laço? @@ para placeholder

**Espaço para resposta:**
```python
# TODO
```
"""
}

BANKS["bold tasks in a section of questions"] = {
    "README.md": """# Drawing systems

## Advice

**Ask for the numbers**

How many users, and where?

**Start small**

One machine first.

**Mind the network**

It fails.

## Popular questions and references

**Design a bus timetable** @@ bold link-only
References:

- [Timetables](https://example.org/timetables)

**Design a lending library** @@ bold link-only
References:

- [Libraries](https://example.org/libraries)

**Design a car park** @@ bold answered

Count what goes in and out.
"""
}

BANKS["tasks of an exam"] = {
    "mock.md": """# Networks: a mock exam

- Bring a pen.
- You have an hour.

## Mock exam questions

### Part 1: addresses

1. Find the address of the machine in the next room. @@ list empty
2. Name two private networks. @@ list empty

### Part 2: names

3. Ask the name server for example.org, and write down: @@ list empty
   - the address
   - how long it may be kept
4. Turn an address into a name. @@ list empty
5. Say what is wrong with this file: @@ list answered

   ```text
   example.org IN A 300
   ```

   The time to live stands in the wrong place.

## Resources

1. The lecture
2. The book
"""
}

BANKS["numbered lines below the name of their group"] = {
    "exam.md": """■Shell
1.今いる場所を表示するコマンドは？ @@ para empty
2.空のファイルを作るコマンドは？ @@ para empty
3.行を数えるコマンドは？ @@ para empty

■Editor
1.保存するコマンドは？ @@ para empty
2.取り消すコマンドは？ @@ para empty
"""
}

BANKS["quoted links with a mark"] = {
    "README.md": """# 每日一题

>[第1题(2021-03-01)：怎样让元素居中？](https://example.org/questions/1) @@ para link-only

参考答案：[第1题](https://example.org/answers/1)


>[第2题(2021-03-02)：实现一个栈](https://example.org/questions/2) @@ para link-only

参考答案：[第2题](https://example.org/answers/2)
"""
}

BANKS["numbered items, each a list with its answer below"] = {
    "streams.md": """## Technical

1. How does one read a file in Java? @@ list answered

Open a stream, read it to its end, and close it:

- make a `File`
- read it

```java
Files.readString(path);
```

---

2. Can you tell a buffered reader from a plain one? @@ list answered

It asks the disk for more at once.

```java
new BufferedReader(reader);
```

---

3. What does try-with-resources close? @@ list answered

Whatever it opened, in reverse.

```java
try (var in = open()) {}
```
"""
}

BANKS["a folder with code for each problem"] = {
    "README.md": """# Problems that I solved

Mostly in Python.
""",
    "problems/balanced-scale/README.md": """# Balanced scale @@ file answered

Nine coins, one of them lighter. Find it.
""",
    "problems/balanced-scale/scale.py": "",
    "problems/night-train/README.md": """# Night train @@ file answered

Print the shortest way through the night.
""",
    "problems/night-train/train.go": "",
    "problems/odd-sock/README.md": """# Odd sock @@ file answered

One sock has no partner. Which?
""",
    "problems/odd-sock/sock.rs": "",
}

BANKS["paragraphs above choices, the right one bold"] = {
    "aula.md": """# Aula 3

O sistema de arquivos organiza o que o disco guarda. Qual destas opções não é um sistema de arquivos? @@ para answered

- ext4
- NTFS
- **HTTP**
- APFS

Maria quer apagar uma pasta vazia. Que comando ela usa? @@ para answered

- touch
- **rmdir**
- cat

Escolha o comando que mostra onde estamos. @@ para answered

- __pwd__
- cd
- ls

Guarde estes nomes:

- inode
- bloco
"""
}

BANKS["a title that the interviewer says"] = {
    "docs/scope.md": """# 面试官：说说你对作用域的理解？ @@ heading answered

## 一、是什么

变量能被看见的地方。

## 二、作用域链

由内向外查找。
"""
}

BANKS["files that state a question, in folders side by side"] = {
    "README.md": "# Notes on operations\n",
    "001-basics/001-ping.md": """### Question
How does one see whether a machine answers? @@ file answered

---

### Answer

With `ping`.
""",
    "001-basics/002-ports.md": """### Question
Which program lists the ports that are open? @@ file answered

---

### Answer

`ss`, in most places.
""",
    "002-shells/003-shells.md": """### Question
What tells one shell from another? @@ file answered

---

### Answer

## What is a shell?

A program that runs others.

## When to use which?

The plain one in scripts.

## How does one see which one runs?

`echo $0` tells.
""",
    "003-files/004-links.md": """### Question
Why does a hard link outlive its file? @@ file answered

---

### Answer

Both names lead to the same bytes.
""",
}

BANKS["remarks between the question and its link"] = {
    "css.md": """# CSS 题目汇总

### 盒模型是什么？ @@ heading link-only

公司：某某科技

分类：CSS

[答案&解析](https://example.org/box)

### 怎样清除浮动？ @@ heading answered

公司：某某科技

分类：CSS

用 `clear`。

### flex 与 grid 的区别 @@ heading empty

难度：中等
分类：CSS
"""
}

BANKS["numbered tasks below exercises"] = {
    "README.md": """# Learn to query

## Setup

### 1. Install the server

Take the newest one.

### 2. Load the data

It takes a while.

## Exercises

### 1. The names of all rivers @@ heading answered

[Solution](solutions/1.sql)

### 2. The longest river @@ heading answered

[Solution](solutions/2.sql)

### 3. The rivers of each country @@ heading answered

[Solution](solutions/3.sql)
""",
    "solutions/1.sql": "",
    "solutions/2.sql": "",
    "solutions/3.sql": "",
}

BANKS["marks above the headings that ask"] = {
    "promises.md": """## Challenges

---

#### Q1 @@ heading answered
### Wait for two promises

```js
await Promise.all([a, b]);
```

#### Q2 @@ heading answered
### Cancel a request

```js
controller.abort();
```

#### Q3 @@ heading empty
### Read a stream
"""
}

BANKS["challenges in folders of their own"] = {
    "Reto #0 - LA ESCALERA/ejercicio.md": """# Reto #0: LA ESCALERA @@ file answered

## Enunciado

Dibuja una escalera con tantos peldaños como se pida.
""",
    "Reto #1 - EL TESORO/ejercicio.md": """# Reto #1: EL TESORO @@ file answered

## Enunciado

Busca el tesoro en un mapa de letras.
""",
    "Reto #2 - LA BRÚJULA/ejercicio.md": """# Reto #2: LA BRÚJULA @@ file answered

## Enunciado

Di en qué dirección se camina.
""",
}

BANKS["lists of one task with a toggle below"] = {
    "logging.md": """# Logging (5%)

## Watch the cluster

Questions:
- Show what the nodes use. @@ list answered

<details><summary>Solution</summary>

`kubectl top nodes`

</details>

## Read the logs

Questions:
- Logs of the scheduler. @@ list answered

<details><summary>Solution</summary>

`kubectl logs -n kube-system scheduler`

</details>

Questions:
- Logs of a pod that died. @@ list empty

<details><summary>Solution</summary>
</details>
"""
}

BANKS["a title that starts with the name of a protocol"] = {
    "network.md": """# Network

### http 的请求报文是什么？ @@ heading answered

方法、头部与正文。

### https 与 http 的区别 @@ heading answered

加密。

### https://example.org/http

### DNS 是什么？ @@ heading empty
"""
}

BANKS["bullets of one, with prose below each"] = {
    "android.md": """# Android interview questions

- What is an activity? @@ list answered

A screen with which a user can do one thing.

- Can a service outlive its activity? @@ list answered

It can, when it was started and not only bound.

- What does a broadcast receiver do? @@ list answered

> It reacts to messages of the system.

- How is a view recycled? @@ list empty
- What is a fragment? @@ list answered

A part of a screen.

## Design

- Design a cache of pictures. @@ list empty
- Design a chat. @@ list empty
"""
}

BANKS["questions that end with a link"] = {
    "android.md": """# Android interview questions

- Explain the life of an activity. [Link](https://example.org/life) @@ list link-only
- What is a loader? [Link 1](https://example.org/1), [Link 2](https://example.org/2) @@ list link-only
- What is a [handler](https://example.org/handler)? @@ list empty
- What is a looper? [[source](https://example.org/looper)] @@ list empty
- Which thread draws? [Answer](drawing.md) @@ list answered
""",
    "drawing.md": "# Drawing\n\nThe main one.\n",
}

BANKS["a table of contents without links"] = {
    "react.md": """# Interview notes

| No. | Question |
|---|---|
|   | **Basics** |
| 1 | What is a component? |
| 2 | What is a prop? |
| 3 | Why are keys needed? |

1. ### What is a component? @@ heading answered

   A function that returns what is to be drawn.

2. ### What is a prop? @@ heading answered

   What a component is given.

3. ### Why are keys needed? @@ heading empty
"""
}

BANKS["what is expected, as an item of its own"] = {
    "agenda.md": """# Interview agenda

### 1.1 Network

- What does a proxy do? @@ list empty
- How does caching work? @@ list answered
- **Expected:** `ETag` and `Cache-Control`.

### 1.2 Security

- What is a nonce? @@ list answered
- **Expected:** A number that is used once.

### 1.3 Storage

- What is a cookie? @@ list empty
- When does it expire? @@ list empty
"""
}

BANKS["files that are called question"] = {
    "src/no_1/no_1_question.md": "設問1 @@ file answered\n\n次のうち正しいものを選べ\n\nA. x\n\nB. y\n",
    "src/no_1/no_1_answer.md": "A\n\n理由：x\n",
    "src/no_2/no_2_question.md": "設問2 @@ file empty\n\n次の出力を選べ\n\n```java\nint x = 1;\n```\n",
    "src/no_3/no_3_question.md": "設問3 @@ file empty\n\n適切なものを選べ\n",
}

BANKS["a title of questions, and one short list"] = {
    "matrix/README.md": """# Questions on matrices

1. Add two of them. @@ list empty
2. Print one in a spiral. @@ list empty
""",
    "time/README.md": "# Time: exercise\n\n1. Turn seconds into hours and minutes. @@ list empty\n",
    "steps.md": "# Interview\n\n1. Phone call\n2. Visit\n",
}

BANKS["bold names with the task below"] = {
    "tuples.md": """# Python tuple questions

1. **Create a tuple**\\ @@ list empty
   Write one with five elements.

2. **Slices**\\ @@ list empty
   Given `t = (1, 2, 3)`, print the last two.

3. **Sum**\\ @@ list empty
   Calculate the sum of all elements.

4. **Zip**\\ @@ list answered
   Using two tuples, make one of pairs.

   ```python
   tuple(zip(a, b))
   ```
"""
}

BANKS["marks in bold, and some that are not"] = {
    "common.md": """**Q1** 什么是闭包？ @@ para answered

函数和它的环境。

---

**Q2** **HTTP 缓存**有哪些？ @@ para empty

---

Q3 如何跨域？ @@ para empty

---

Q4 什么是事件循环？ @@ para answered

先宏任务，再微任务。
"""
}

BANKS["boxes to tick after the answer"] = {
    "swift/01-cycles.md": """# Q1: Retain cycles @@ file answered

## The answer

Two objects that hold each other.

## Checklist

- [ ] Know what a cycle is
- [ ] Break one
""",
    "swift/02-inout.md": "# Q2: Inout @@ file answered\n\n## The answer\n\nA copy, and back.\n\n- [ ] Known\n- [ ] Used\n",
    "swift/03-autoclosure.md": "# Q3: Autoclosure @@ file empty\n",
}

BANKS["parts of an answer that count on"] = {
    "java.md": """### 3. 什么是多态？ @@ heading answered

同一个接口，不同的实现。

### 4. main 方法执行时发生了什么？ @@ heading answered

#### 1. 加载

读取类文件。

#### 2. 验证

检查字节码。

#### 3. 执行

解释执行。

#### 4. 内存

分配对象。

#### 5. 结束

### 5. 什么是重载？ @@ heading empty
"""
}

BANKS["days without a title, in a bank that has one"] = {
    "README.md": "# Daily interview questions\n\nThree a day.\n",
    "1day.md": """## html 的元素有哪些？ @@ heading answered

块级、行内。

## CSS3 有哪些新特性？ @@ heading answered

圆角。

## 去掉字符串中的空格 @@ heading answered

```js
s.trim()
```
""",
    "notes.md": "# Notes\n\n## What is it?\n\nA note.\n\n## Who wrote it?\n\nWe.\n\n## Layout\n\nFlat.\n",
}

BANKS["questions without a heading"] = {
    "riddles/fruit/README.md": "There are three boxes with wrong labels. How do you label them right? @@ file answered\n",
    "riddles/fruit/answer.md": "Open the one that says both.\n",
    "riddles/bulbs/README.md": "How do you find the floor with the fewest bulbs? @@ file empty\n",
    "riddles/pay/README.md": "You have worked before. @@ file empty\n\nWhat do you want to earn?\n",
    "riddles/clock/README.md": "How often do the hands of a clock meet? @@ file answered\n\nEvery 65 minutes.\n",
    "exam/Q2/README.md": "Question #2 @@ file empty\n\nScale the deployment to three.\n",
    "exam/Q3/README.md": "Question #3 @@ file empty\n\nInstall a plugin for the network.\n",
    "exam/Q4/README.md": "Question #4 @@ file answered\n\nDrain a node.\n\nAnswer:\n\n`kubectl drain n`\n",
}

BANKS["marked items, each a list of its own"] = {
    "react.md": """# React

* Problem 1: Which things draw a component anew? @@ list answered

1. A change of its state.
2. A change of its props.

* Problem 2: What is an effect? @@ list answered

What is done after drawing.

- It may be cleaned up.

* Problem 3: What is a portal? @@ list answered

A way out of the tree.

* Problem 4: Why is a callback kept? @@ list empty
"""
}

BANKS["answers that share a paragraph, and a section of questions"] = {
    "gc.md": """# G1

A collector. It works by regions, and not by generations.

## 面试题

### 什么是 Region？ @@ heading answered

分析：概念题。

答案：一块内存。

### 什么是 CSet？Collection Set @@ heading answered

分析：概念题。
答案：被回收的那些。

### 步骤 @@ heading answered

分析：流程题。

答案：标记，复制。
""",
    "pipeline.md": """# Pipeline

It sends many commands at once.

## 面试题

### Pipeline 的原理 @@ heading answered

攒在一起发送。

### 有什么优势？ @@ heading answered

快。

### 与 mget 的不同点 @@ heading answered

没有原子性。

### 如何在集群上使用？ @@ heading empty
""",
}

BANKS["lines that ask or only tell, with the answer in the next"] = {
    "azure.md": """# Azure interview questions

1. What is a region? @@ list answered
A place with data centres.

2. What is a zone? @@ list answered
A part of it.

3. Define scale sets. @@ list answered
Groups of machines that are alike.

5. What is a blob? @@ list answered
A piece of data without a form.
"""
}

BANKS["answers in lists with another mark on the next line"] = {
    "css.md": """# CSS interview questions

* What is a float? @@ list answered
- It takes an element out of the flow.
- Text goes around it.
* What is a box? @@ list answered
- Content and padding.
* What does `z-index` do? @@ list empty
* What is a pseudo class? @@ list empty

## JavaScript

1. What is a closure? @@ list answered
* A function with its scope.

How is it made? By any function.

3. Which values are false? @@ list empty
4. What is `this`? @@ list empty
"""
}

BANKS["headings that remark on the question above"] = {
    "questions/1_算法.md": """# 算法

## 二分查找 @@ heading answered

#### 类型：`编程`

#### 级别：`W1`、`W2`

#### 解答（4 分）

- **1：** 数组必须有序。
- **1：** 每次取中间的元素。

## 判断字符串是否回文 @@ heading empty

#### 类型：`编程`

#### 级别：`W1`

#### 解答（2 分）
"""
}

BANKS["titles in front matter above the heading of an answer"] = {
    "css/css-01.md": '---\ntitle: "选择器与优先级" @@ file placeholder\n---\n\n## 解答\n\n待补充...\n',
    "css/css-02.md": "---\ntitle: 盒模型 @@ file answered\n---\n\n## 解答\n\n内容、内边距、边框。\n",
    "css/css-03.md": "---\ntitle: 层叠上下文 @@ file empty\n---\n\n## 解答\n",
}

BANKS["lettered parts of tasks"] = {
    "exam.md": """# Klausur

### Aufgabe 1: Signaturen

##### a) Erklären Sie die Begriffe. @@ heading empty

##### b) Welche Anforderungen gibt es? @@ heading empty

### Aufgabe 2: Chiffren

##### a) Beschreiben Sie ein Verfahren. @@ heading empty

##### b) Warum ist es schneller? @@ heading empty
"""
}

BANKS["a mark on the line below another mark"] = {
    "git.md": """Вопрос 1. @@ para answered
Q: Для чего нужен `rebase`?

A: Чтобы перенести коммиты.

Вопрос 2. @@ para answered
Для чего нужен `bisect`?
A: Чтобы найти ошибку.

Вопрос 3. @@ para empty
Q: Для чего нужны подмодули?
"""
}

BANKS["bold questions that run into their answers"] = {
    "react.md": """# React interview questions

For seniors:

**When is `useMemo` needed?** When a profile says so. @@ bold answered
Not before.

**Does `key` matter?** It tells siblings apart. @@ bold answered

**What is** a portal, and why? It is a way out.

**Why is an effect cleaned up?** So that nothing is left. @@ bold answered
"""
}

BANKS["quotations that ask, one of them with a mark"] = {
    "project.md": """## 项目

> 一个新闻应用。

#### 登录

> 问题：登录是如何实现的？ @@ para answered

答：用 token。

> 项目中的 axios 怎么用？ @@ para answered

说明：封装以后用。

#### 列表

> 列表如何优化？ @@ para answered

懒加载。

#### 聊天

> 即时聊天如何实现？ @@ para empty
"""
}

BANKS["documents that hold one heading each"] = {
    "README.md": "# Вопросы для собеседования\n\n[Вопросы](answers/pipes.md)\n",
    "answers/pipes.md": '## <a name="pipe"></a>Что такое пайп? @@ heading answered\n\nДекоратор.\n',
    "notes/layout.md": "## Layout\n\nFlat.\n",
}

BANKS["headings some of which unfold their answers"] = {
    "README.md": """### Boats and ships @@ heading empty
### How deep is the harbour? @@ heading answered
<details><summary>Answer</summary>

Nine metres.
</details>

### Tides. @@ heading empty
### What is a lock? @@ heading answered
<details><summary>Answer</summary>

A basin with two gates.
</details>

### Ropes and knots @@ heading empty
### When is a bell rung? @@ heading empty
### The lighthouse @@ heading empty
### Anchors @@ heading empty
### Can a barge sail? @@ heading answered
<details><summary>Answer</summary>

Some can.
</details>

### Why do ships float? @@ heading empty
"""
}

BANKS["what was asked at an interview, in lists below lines"] = {
    "notes/面经.md": """甲公司：一面
时间：春天
基础：
1. 进程和线程的区别？ @@ list empty
2. 内存管理 @@ list empty
3. 什么时候会死锁？ @@ list empty
   项目：
1. 怎么做缓存？ @@ list empty
2. 索引 @@ list empty
3. 索引为什么快？ @@ list empty
4. 合并区间 @@ list empty
"""
}

BANKS["files whose names are numbers, in a bank that says so"] = {
    "README.md": "# Interview handbook\n\nNotes by topic.\n",
    "docs/style/1.md": "# Specificity @@ file answered\n\nAn id beats a class.\n",
    "docs/style/2.md": "# Formatting contexts @@ file answered\n\n## How one is made\n\nBy a float.\n",
    "docs/script/1.md": "# Heap and stack @@ file answered\n\nThe stack is ordered.\n",
    "docs/script/20.md": "# Closures @@ file empty\n",
}

BANKS["files whose names are numbers, in any other repository"] = {
    "README.md": "# Field guide\n\nNotes by topic.\n",
    "docs/style/1.md": "# Specificity\n\nAn id beats a class.\n",
    "docs/style/2.md": "# Formatting contexts\n\n## How one is made\n\nBy a float.\n",
    "docs/script/1.md": "# Heap and stack\n\nThe stack is ordered.\n",
}

BANKS["a question that reads like a section of any README"] = {
    "README.md": """# Questions on scripts

## What is `this`? @@ heading answered

The receiver.

## What is hoisting? @@ heading empty
"""
}

BANKS["headings that ask beside lists that do"] = {
    "README.md": """## Índice

####<a name="general">General</a>

##### ¿Qué editor usa? @@ heading answered

Uno sencillo.

##### ¿Cómo prueba su código? @@ heading empty

##### ¿Sabe qué es el FOUC? @@ heading answered

Un destello.

##### HTML

* ¿Qué hace el doctype? @@ list empty
* ¿Qué es un atributo? @@ list empty
* ¿Qué es un elemento? @@ list empty
* ¿Qué es XML? @@ list empty
* ¿Cómo se valida? @@ list empty
* ¿Qué son las entidades? @@ list empty
* ¿Qué es un formulario? @@ list empty
* ¿Para qué sirve `meta`? @@ list empty
* ¿Qué es el DOM? @@ list empty
* ¿Qué es una cookie? @@ list empty
* ¿Qué es un marco? @@ list empty
"""
}

HOSTILE = {
    "headings": "### What is x?\n" * 20_000,
    "deep headings": "".join(f"{'#' * (n % 6 + 1)} {n}. What?\n" for n in range(20_000)),
    "deep lists": "".join(" " * (2 * n) + "- what?\n" for n in range(300)),
    "items": "- What is x?\n" * 30_000,
    "quotes": "> " * 400 + "what?\n",
    "a table": "| Question | Answer |\n|---|---|\n" + "| What? | x |\n" * 20_000,
    "open details": "<details><summary>What?</summary>\n\n" * 10_000,
    "details in one": "<details>" * 20_000,
    "bold": "**What is x?**\n\n" * 20_000,
    "labels": "Q: what?\n\nA: x\n\n" * 10_000,
    "lines": "Q: what?\n" * 20_000,
    "digits": "# " + "1." * 50_000,
    "spaces": "# Q" + " " * 100_000 + "x\n",
    "marks": "# " + "？a" * 50_000,
    "links": "- " + "[a](b) " * 20_000,
    "answers": "### What?\n\n" + "Answer:\n\n" * 20_000,
    "keys": "1. What?\n2. Why?\n\nAnswers:\n\n1. x\n2. y\n\n" * 4_000,
    "choices": "### What?\n\n" + "A. x\n\nB. y\n\n" * 10_000,
    "follow-ups": "<details><summary>What?</summary><ul>" + "<li>why?" * 20_000 + "\n</ul></details>\n",
    "lines that ask": "what?\n" * 10_000,
    "bold lines": "**what?**\n" * 5_000,
    "bullets in a paragraph": "x\n" + "    * what?\n" * 10_000,
    "exercises": "## Exercises\n\n1. a\n2. b\n\n" * 4_000,
    "sections of questions": "## FAQ\n### What?\n### Why?\n" * 4_000,
    "quotations": "> what?\n\n" * 10_000,
    "counts": "".join(f"{n}. what?\n\n### x\n\n" for n in range(1, 5_000)),
    "details of questions": "## What?\n\nQuestion details:\n\nx\n\n" * 4_000,
    "answers that unfold": "### Write x\n\n<details><summary>show</summary>x</details>\n\n" * 4_000,
    "groups": "1. x\n    1. what?\n    2. why?\n" * 4_000,
    "places in the lesson": '<a id="a"></a>\n\n' + "- [what?](#a)\n" * 8_000,
    "drawn keys": "1️⃣ what?\n\n" * 8_000,
    "questions in sections": "## Question\n\nwhat?\n\n## Analysis\n\nx\n\n" * 4_000,
    "bare numbers": "".join(f"## {n} x\n" for n in range(10_000)),
    "words before a colon": "# " + "câu hỏi " * 10_000 + ":\n",
    "headings below questions": "## What?\n\n### Why?\n\n" * 8_000,
    "quotations with answers": "> Prove it.\n\n**Answer:** x\n\n" * 5_000,
    "choices in one text": "**1.** What?\n" + "a) x\n" * 20_000,
    "signatures": "# " + "f(a?, " * 20_000 + "?\n",
    "codes": "".join(f"### DB-{n}\n\nwhat?\n\n" for n in range(8_000)),
    "places for answers": "## x\n\nWhat?\n\nAnswer:\n\n" * 8_000,
    "bold tasks": "## Questions\n\n" + "**Design x**\n\n" * 10_000,
    "bold tasks in sections": "## Questions\n\n**Design x**\n\n**Write y**\n\n**Draw z**\n\n" * 4_000,
    "groups of lines": "■x\n" + "1.what？\n" * 10_000,
    "lists of one": "1. what?\n\nx\n\n" * 8_000,
    "quoted links": "> [Q1: what?](u)\n\n" * 8_000,
    "quizzes": "What?\n\n- a\n- **b**\n- c\n\n" * 5_000,
    "remarks": "### What?\n\n" + "Level: x\n" * 20_000,
    "tasks below exercises": "## Exercises\n\n### 1. x\n\n### 2. y\n\n### 3. z\n\n" * 4_000,
    "marks above headings": "#### Q1\n### x\n\n" * 8_000,
    "lists of one with toggles": "- x\n\n<details><summary>Answer</summary>\n\ny\n\n</details>\n\n" * 4_000,
    "prose below items": "- what?\n\nx\n\n" * 8_000,
    "replies": "- what?\n" + "- Answer: x\n" * 20_000,
    "asked and expected": "- what?\n- **Expected:** x\n" * 10_000,
    "rows and headings": "| Question |\n|---|\n" + "| what? |\n" * 5_000 + "\n" + "## what?\n\n" * 5_000,
    "parts that count": "### 3. What?\n\n" + "#### x\n" * 8_000 + "#### 4. y\n" * 8_000,
    "bold and other marks": "**Q1** what?\n\nQ2 why?\n\n" * 5_000,
    "marked items": "* Problem 1: what?\n\n1. x\n\n" * 5_000,
    "links at the end": "- Explain x. [Link](u)\n" * 8_000,
    "bold names": "1. **x**\\\n   Write y.\n" * 8_000,
    "boxes after answers": "### What?\n\nAnswer:\n\nx\n\n- [ ] a\n- [ ] b\n\n" * 4_000,
    "lists that adjoin": "* what?\n- x\n" * 8_000,
    "long lines above lists": ("* what? " + "x" * 5_000 + "\n- y\n") * 200,
    "bold that runs in": "**what?** x\n\n" * 8_000,
    "remarks as headings": "## What?\n\n#### Level: x\n\n#### Answer\n\n" * 4_000,
    "marks above marks": "Вопрос 1.\nQ: what?\n\n" * 8_000,
    "toggles below some headings": ("### x\n\n" * 3 + "### What?\n\n<details><summary>Answer</summary>\n\ny\n\n</details>\n\n")
    * 3_000,
    "marks in lines": "Q1: what?\n\n" + "x\nQ2: why?\n\n" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_stays_linear(name: str, tmp_path: Path) -> None:
    import time

    document = parse("questions.md", HOSTILE[name].encode())
    bank = Bank({"questions.md": document}, WorkTree(str(tmp_path)))
    start = time.process_time()
    recognise(bank)
    assert time.process_time() - start < 5


def test_the_command_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    from proctor.cli import main

    files, rows = unmarked(BANKS["Q and A paragraphs"])
    bank_of(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    assert main(["questions", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == 1
    keys = ["id", "path", "line", "end_line", "text", "number", "kind", "status", "style", "anchor"]
    assert all(list(question) == keys for question in report["questions"])
    assert [(q["path"], q["line"], q["kind"], q["status"]) for q in report["questions"]] == rows
    assert main(["questions", "--unanswered"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[1] for line in lines[:-1]] == ["empty", "placeholder"]
    assert lines[-1] == "2 questions in 1 file: 1 placeholder, 1 empty"
    assert main(["questions", "--unanswered", "--random"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["questions", "faq.md"]) == 0
    assert capsys.readouterr().out.endswith("4 questions in 1 file: 2 answered, 1 placeholder, 1 empty\n")
