"""A code block is in another language than its fence says.

Readers get wrong colours, and everything that reads code by its label judges it as what it is not. A block is reported
where its look leaves no doubt: shell commands, markup, JSON, SQL, types of TypeScript, a program's error report.

~~~markdown bad at="javascript"
```javascript
npm install --save express
npx nodemon server.js
```
~~~

~~~markdown fixed
```bash
npm install --save express
npx nodemon server.js
```
~~~

~~~markdown bad at="js" at="java" at="js"
1. Annotate it:

   ```js
   function greet(name: string): string {
     return `Hello, ${name}`;
   }
   ```

2. See what it says:

   ```java
   Exception in thread "main" java.lang.NullPointerException
       at Example.main(Example.java:5)
   ```

3. Show it:

   ```js
   <div id="app">
     <p>Hello</p>
   </div>
   ```
~~~

~~~markdown fixed
1. Annotate it:

   ```typescript
   function greet(name: string): string {
     return `Hello, ${name}`;
   }
   ```

2. See what it says:

   ```text
   Exception in thread "main" java.lang.NullPointerException
       at Example.main(Example.java:5)
   ```

3. Show it:

   ```html
   <div id="app">
     <p>Hello</p>
   </div>
   ```
~~~

~~~markdown good
```javascript
const make = (git) => git.status;
const config = { type: string, items: [1, 2] };
```

```bash
npm install
```

```python
git = "SELECT a FROM b"
```
~~~
"""

from __future__ import annotations

from collections.abc import Iterator

from proctor.model import Context, Document, Edit, Problem


def check(document: Document, context: Context) -> Iterator[Problem]:
    labelled = [snippet for snippet in document.snippets if snippet.info]
    if not labelled:
        return
    from proctor.snippets import content, languages  # most documents hold no code

    for snippet in labelled:
        label = languages.canonical(snippet)
        other = content.other(label, snippet.code) if label in content.JUDGED else ""
        if other and not languages.is_session(snippet):
            whole, word = languages.fence(document, snippet)
            edits = (Edit(word, other),) if word.end > word.start else ()
            what = "a program's report" if other == "text" else languages.title(other)
            said = f"this block is labelled `{languages.word(snippet.info)}`, and holds {what}"
            yield Problem(word if edits else whole, said, f"label it `{other}`", edits)
